package dev.stillmap.server.input;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.stillmap.server.definition.FieldDefinition;
import dev.stillmap.server.definition.InputDefinition;
import dev.stillmap.server.event.BadEventException;
import dev.stillmap.server.event.EventParser;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipException;

/** Reads events from CSV whose first line names the columns. For one thread. */
final class CsvEvents {

    private static final int NOT_READ = -1;

    private final InputDefinition input;

    private final EventParser parser;

    /** By the field's position: which column it is read from. */
    private final int[] columns;

    private int columnsOfHead;

    CsvEvents(InputDefinition input) {
        this.input = input;
        this.parser = new EventParser(input);
        this.columns = new int[input.fields().size()];
    }

    /** Returns how many events were taken. */
    long read(String source, InputStream compressedOrNot, EventSink sink) throws IOException {
        long taken = 0;
        try (InputStreamReader reader = new InputStreamReader(
                        Decompressed.open(compressedOrNot),
                        StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT));
                CsvReader<CsvRecord> csv = CsvReader.builder()
                        .fieldSeparator(input.delimiter())
                        .allowExtraFields(true)
                        .allowMissingFields(true)
                        .ofCsvRecord(reader)) {
            Iterator<CsvRecord> records = csv.iterator();
            if (!records.hasNext()) {
                throw new InputException(source + " is empty: its first line has to name the columns");
            }
            head(source, records.next());
            while (records.hasNext()) {
                taken += take(source, records.next(), sink) ? 1 : 0;
            }
            return taken;
        } catch (UncheckedIOException e) {
            throw unreadable(source, taken, Objects.requireNonNull(e.getCause()));
        } catch (CsvParseException e) {
            throw new InputException(
                    source + " is no CSV from here on, after " + taken + " events: " + e.getMessage()
                            + ". Is a quote not closed, or the delimiter another one?",
                    e);
        } catch (EOFException | ZipException | CharacterCodingException e) {
            throw unreadable(source, taken, e);
        }
    }

    private static InputException unreadable(String source, long taken, IOException cause) {
        String after = " after " + taken + " events";
        if (cause instanceof EOFException) {
            return new InputException(source + " is cut short" + after + ": copy it again", cause);
        }
        if (cause instanceof ZipException) {
            return new InputException(
                    source + " is damaged" + after + " (" + cause.getMessage() + "): copy it again", cause);
        }
        if (cause instanceof CharacterCodingException) {
            return new InputException(source + " is not UTF-8" + after + ": convert it, with iconv for one", cause);
        }
        return new InputException(source + " cannot be read" + after + ": " + cause.getMessage(), cause);
    }

    private void head(String source, CsvRecord names) throws InputException {
        List<String> there = new ArrayList<>(names.getFields());
        if (!there.isEmpty()) {
            // A byte order mark, as some programs write it.
            there.set(0, there.get(0).replace("\ufeff", ""));
        }
        columnsOfHead = there.size();
        Arrays.fill(columns, NOT_READ);
        for (FieldDefinition field : input.fields()) {
            if (field.column() != null) {
                int column = there.indexOf(field.column());
                if (column < 0) {
                    throw new InputException(source + " has no column '" + field.column() + "', which the field '"
                            + field.name() + "' is read from; it has " + String.join(", ", there));
                }
                columns[field.position()] = column;
            }
        }
    }

    private boolean take(String source, CsvRecord line, EventSink sink) {
        try {
            if (line.getFieldCount() != columnsOfHead) {
                throw new BadEventException(
                        "it has " + line.getFieldCount() + " columns where the first line has " + columnsOfHead);
            }
            sink.accept(parser.parse(field -> line.getField(columns[field.position()])));
            return true;
        } catch (BadEventException e) {
            sink.reject(new Rejected(
                    source,
                    line.getStartingLineNumber(),
                    String.valueOf(e.getMessage()),
                    String.join(String.valueOf(input.delimiter()), line.getFields())));
            return false;
        }
    }
}
