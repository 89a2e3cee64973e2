package dev.stillmap.server.input;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.stillmap.server.definition.FieldDefinition;
import dev.stillmap.server.definition.InputDefinition;
import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.EventParser;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import java.util.Iterator;
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

    CsvEvents(InputDefinition input) {
        this.input = input;
        this.parser = new EventParser(input);
        this.columns = new int[input.fields().size()];
    }

    @Override
    public void read(String source, Reader text, EventSink sink, ReadProgress progress) throws IOException {
        try (CsvReader<CsvRecord> csv = CsvReader.builder()
                .fieldSeparator(input.delimiter())
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(text)) {
            Iterator<CsvRecord> records = csv.iterator();
            if (!records.hasNext()) {
                throw new InputException(source + " is empty: its first line has to name the columns");
            }
            head(source, records.next());
            while (!progress.isStopped() && records.hasNext()) {
                take(source, records.next(), sink);
            }
        }
    }

    @Override
    public long taken() {
        return taken;
    }

    private void head(String source, CsvRecord names) throws InputException {
        List<String> there = names.getFields();
        columnsOfHead = there.size();
        Arrays.fill(columns, NOT_READ);
        for (FieldDefinition field : input.fields()) {
            if (field.column() != null) {
                int column = there.indexOf(field.column());
                if (column < 0) {
                    throw new InputException(source + " has no column '" + field.column() + "', which the field '"
                            + field.name() + "' is read from; it has " + shown(there));
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

    private void take(String source, CsvRecord line, EventSink sink) {
        try {
            if (line.getFieldCount() != columnsOfHead) {
                throw new BadEventException(
                        "it has " + line.getFieldCount() + " columns where the first line has " + columnsOfHead);
            }
            sink.accept(parser.parse(field -> line.getField(columns[field.position()])), line.getStartingLineNumber());
            taken++;
        } catch (BadEventException e) {
            sink.reject(new Rejected(
                    source,
                    line.getStartingLineNumber(),
                    String.valueOf(e.getMessage()),
                    String.join(String.valueOf(input.delimiter()), line.getFields())));
        }
    }
}
