package dev.stillmap.server.input;

import dev.stillmap.server.definition.FieldDefinition;
import dev.stillmap.server.definition.InputDefinition;
import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.EventParser;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import java.util.List;

/** Reads events from CSV whose first line names the columns. For one thread, and one source. */
final class CsvEvents implements EventLines {

    private static final int NOT_READ = -1;

    private static final int LONGEST_SHOWN = 500;

    private final InputDefinition input;

    private final EventParser parser;

    /** By the field's position: which column it is read from. */
    private final int[] columns;

    private int columnsOfHead;

    private long taken;

    CsvEvents(InputDefinition input, EventParser parser) {
        this.input = input;
        this.parser = parser;
        this.columns = new int[input.fields().size()];
    }

    @Override
    public void read(String source, Reader text, EventSink sink, ReadProgress progress) throws IOException {
        long after = progress.after();
        CsvRecords records = new CsvRecords(text, input.delimiter());
        if (!records.next()) {
            throw new InputException(source + " is empty: its first line has to name the columns");
        }
        if (records.problem() != null) {
            throw new InputException(source + ", the line with the names of the columns: " + records.problem());
        }
        head(source, records.fields());
        while (!progress.isStopped()) {
            if (!records.next()) {
                if (records.line() < after) {
                    throw EventLines.shorter(source, after);
                }
                return;
            }
            if (records.line() > after) {
                take(source, records, sink);
            }
        }
    }

    @Override
    public long taken() {
        return taken;
    }

    private void head(String source, List<String> there) throws InputException {
        columnsOfHead = there.size();
        Arrays.fill(columns, NOT_READ);
        for (FieldDefinition field : input.fields()) {
            if (field.column() != null) {
                int column = there.indexOf(field.column());
                if (column < 0) {
                    throw new InputException(source + " has no column '" + field.column() + "', which the field '"
                            + field.name() + "' is read from; it has " + shown(there));
                }
                if (there.lastIndexOf(field.column()) != column) {
                    throw new InputException(
                            source + " has two columns '" + field.column() + "', one of which the field '"
                                    + field.name() + "' would be read from: give them different names");
                }
                columns[field.position()] = column;
            }
        }
    }

    /** Something else than CSV may have a first line without end. */
    private static String shown(List<String> names) {
        String all = String.join(", ", names);
        return all.length() <= LONGEST_SHOWN ? all : all.substring(0, LONGEST_SHOWN) + " …";
    }

    private void take(String source, CsvRecords record, EventSink sink) {
        try {
            if (record.problem() != null) {
                throw new BadEventException(record.problem());
            }
            List<String> texts = record.fields();
            if (texts.size() != columnsOfHead) {
                throw new BadEventException(
                        "it has " + texts.size() + " columns where the first line has " + columnsOfHead);
            }
            sink.accept(parser.parse(field -> texts.get(columns[field.position()])), record.line(), record.text());
            taken++;
        } catch (BadEventException e) {
            sink.reject(new Rejected(source, record.line(), String.valueOf(e.getMessage()), record.text()));
        }
    }
}
