package dev.stillmap.bench;

import dev.stillmap.bench.report.Environment;
import dev.stillmap.bench.report.Report;
import dev.stillmap.bench.run.Catalogue;
import dev.stillmap.bench.run.Measure;
import dev.stillmap.bench.run.MeasureRunner;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the benchmarks and writes the report. Exit status 0 if everything asked for was measured, whatever the figures
 * say; 1 if a measure failed; 2 if the command line makes no sense.
 */
public final class Main {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final String FULL_RUN = "Form: full";
    private static final String BEGIN = "<!-- figures: written by ./stillmap bench -->";
    private static final String END = "<!-- end of figures -->";

    private final Path root;
    private final PrintStream out;

    private Main(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    /**
     * Runs the command line.
     *
     * @param arguments see {@code --help}
     * @throws IOException if results cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + Options.USAGE);
            System.exit(USAGE);
            return;
        }
        if (options.help()) {
            System.out.print(Options.USAGE);
            return;
        }
        var failed = new Main(Path.of(""), System.out).run(options, String.join(" ", arguments));
        if (!failed.isEmpty()) {
            System.err.println("failed: " + String.join(", ", failed));
            System.exit(FAILED);
        }
    }

    private List<String> run(Options options, String arguments) throws IOException {
        if (options.render().isPresent()) {
            publish(options.render().get());
            return List.of();
        }
        var command = ("./stillmap bench " + arguments).strip() + Revision.current(root);
        var environment = Environment.current(options.form().name(), options.threads(), command);
        Path directory = options.directory(root, environment.date());
        environment.join(directory);
        out.println("raw results: " + directory + "; an interrupted run is resumed with --out " + directory);
        var failed = measure(options, directory);
        if (options.isPublishable() && (options.form().judges() || !publishedFullRun())) {
            publish(directory);
        } else {
            out.println(numbers() + " is left as it is; see " + write(directory, directory.resolve("numbers.md")));
        }
        return failed;
    }

    private List<String> measure(Options options, Path directory) {
        var runner = new MeasureRunner(options.form(), out);
        var failed = new ArrayList<String>();
        for (Measure measure : Catalogue.measures(options.form(), options.threads())) {
            if (options.only().matcher(measure.name()).find()) {
                try {
                    runner.run(measure, directory);
                } catch (Exception e) {
                    // One measure that this machine cannot do must not cost the others.
                    failed.add(measure.name());
                    out.println(measure.name() + " failed: " + e);
                }
            }
        }
        return failed;
    }

    private Path numbers() {
        return root.resolve(Path.of("docs", "numbers.md"));
    }

    /** An indicative run must not replace the figures of one that judges. */
    private boolean publishedFullRun() throws IOException {
        return Files.exists(numbers()) && Files.readString(numbers()).contains(FULL_RUN);
    }

    private void publish(Path results) throws IOException {
        Path directory = Report.shownWith(results);
        Files.createDirectories(numbers().toAbsolutePath().getParent());
        out.println("written: " + write(directory, numbers()));
        Path readme = root.resolve("README.md");
        if (Files.exists(readme)) {
            Files.writeString(
                    readme,
                    withSummary(Files.readString(readme), Report.of(directory).summary()));
        }
    }

    /** The page with the text between its two marks replaced. */
    static String withSummary(String page, String summary) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(
                    "README.md lacks the lines " + BEGIN + " and " + END + " around its figures");
        }
        return page.substring(0, begin + BEGIN.length()) + "\n" + summary + page.substring(end);
    }

    private Path write(Path directory, Path document) throws IOException {
        var report = Report.of(directory);
        Files.writeString(document, report.document());
        out.println();
        out.println(report.table());
        return document;
    }
}
