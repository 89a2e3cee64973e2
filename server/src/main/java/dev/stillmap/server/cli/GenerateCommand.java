package dev.stillmap.server.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.stillmap.server.generator.CardPayments;
import dev.stillmap.server.generator.Payment;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes card payments as CSV. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = "Writes card payments as CSV to standard output; examples/cards.yaml reads them.")
final class GenerateCommand implements Callable<Integer> {

    private static final double PER_SECOND = 1_000;

    @Option(names = "--events", defaultValue = "100000", description = "How many; ${DEFAULT-VALUE} if left out.")
    private long events;

    @Option(names = "--seed", defaultValue = "1", description = "The same seed makes the same payments.")
    private long seed;

    @Option(
            names = "--start",
            defaultValue = "2026-01-01T00:00:00Z",
            description = "When the first was made; ${DEFAULT-VALUE} if left out.")
    private Instant start = Instant.EPOCH;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        CsvWriter csv = CsvWriter.builder().build(out);
        CardPayments payments = new CardPayments(seed, start, PER_SECOND);
        csv.writeRecord(Payment.COLUMNS);
        for (long i = 0; i < events && !out.checkError(); i++) {
            Payment payment = payments.next();
            List<String> cells = new ArrayList<>();
            for (String column : Payment.COLUMNS) {
                String text = payment.column(column);
                cells.add(text == null ? "" : text);
            }
            csv.writeRecord(cells);
        }
        csv.flush();
        out.flush();
        return 0;
    }
}
