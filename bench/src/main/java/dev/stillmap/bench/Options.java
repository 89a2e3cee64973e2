package dev.stillmap.bench;

import dev.stillmap.bench.run.Form;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the command line asks for.
 *
 * @param form how thorough
 * @param only which measures, by name
 * @param out where raw results go
 * @param render a directory of raw results to render instead of running anything
 * @param threads threads of the mixed traffic
 * @param help whether only the usage is wanted
 */
record Options(Form form, Pattern only, Optional<Path> out, Optional<Path> render, int threads, boolean help) {
    static final String USAGE = """
            usage: java -jar bench.jar [locks | server] [--full] [--only REGEX] [--out DIR] [--threads N]
                   java -jar bench.jar --render DIR

              (no option)      the short form: one fork for each subject, under 15 minutes, indicative
              locks            only the measures of iteration under locks and contracts
              server           only the measures of the feature server; the environment variable STILLMAP_RETAIL
                               may name a file of real invoice lines for them
              --full           the form that judges: several forks, more than an hour
              --only REGEX     only the measures whose name the expression is found in
              --out DIR        where raw results go (bench/results/DATE-FORM); a measure whose file is there
                               is skipped, so that an interrupted run is resumed, and a selection is added to
                               the results there; without it a selection leaves docs/numbers.md as it is.
                               A directory within one of another machine's results stands apart in the same page
              --threads N      threads of the mixed traffic (2)
              --render DIR     write docs/numbers.md and print the table from raw results that are there
              --smoke          everything tiny, to try the harness; the figures mean nothing
            """;

    private static final int THREADS = 2;

    static Options parse(String[] arguments) {
        var rest = new ArrayDeque<>(List.of(arguments));
        var options = new Options(Form.SHORT, Pattern.compile(""), Optional.empty(), Optional.empty(), THREADS, false);
        while (!rest.isEmpty()) {
            options = options.with(rest.remove(), rest);
        }
        return options;
    }

    private Options with(String option, ArrayDeque<String> rest) {
        return switch (option) {
            case "--full" -> new Options(Form.FULL, only, out, render, threads, help);
            case "--smoke" -> new Options(Form.SMOKE, only, out, render, threads, help);
            case "--only" -> new Options(form, Pattern.compile(value(option, rest)), out, render, threads, help);
            case "--out" -> new Options(form, only, Optional.of(Path.of(value(option, rest))), render, threads, help);
            case "--render" -> new Options(form, only, out, Optional.of(Path.of(value(option, rest))), threads, help);
            case "--threads" -> new Options(form, only, out, render, Integer.parseInt(value(option, rest)), help);
            case "locks" -> new Options(form, Pattern.compile("^locks-"), out, render, threads, help);
            case "server" -> new Options(form, Pattern.compile("^server-"), out, render, threads, help);
            case "--help" -> new Options(form, only, out, render, threads, true);
            default -> throw new IllegalArgumentException("unknown option " + option);
        };
    }

    /** Whether the report on its results may be the published one: a selection in a directory of its own lacks the rest. */
    boolean isPublishable() {
        return form.cap() == 0 && (only.pattern().isEmpty() || out.isPresent());
    }

    private static String value(String option, ArrayDeque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.remove();
    }

    /** Where raw results go: as told, or a new directory of that day. */
    Path directory(Path root, String date) {
        return out.orElseGet(() -> {
            Path results = root.resolve(Path.of("bench", "results"));
            String name = date + "-" + form.name();
            Path directory = results.resolve(name);
            for (int run = 2; Files.exists(directory); run++) {
                directory = results.resolve(name + "-" + run);
            }
            return directory;
        });
    }
}
