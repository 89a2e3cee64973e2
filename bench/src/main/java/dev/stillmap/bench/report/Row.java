package dev.stillmap.bench.report;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A row of the table of goals.
 *
 * @param measure what is measured
 * @param cell at which size or of which keys
 * @param must the bound that decides
 * @param aim the bound that is hoped for
 */
record Row(String measure, String cell, Goal must, Goal aim) {
    /** The quantities of both goals, each once. */
    private List<Quantity> quantities() {
        return Stream.of(must.quantity(), aim.quantity()).distinct().toList();
    }

    private String measured(Results results) {
        return join(results, Numbers::median);
    }

    private String spread(Results results) {
        return join(results, Numbers::spread);
    }

    private String join(Results results, Function<Figure, String> text) {
        return quantities().stream()
                .map(quantity -> quantity.of(results))
                .flatMap(Optional::stream)
                .map(text)
                .collect(Collectors.joining("; "));
    }

    boolean isMeasured(Results results) {
        return must.quantity().of(results).isPresent();
    }

    /** Case and figure, in bold if the must is missed. */
    String inShort(Results results) {
        String figure = must.quantity().of(results).map(Numbers::median).orElse("");
        return cell + " " + (must.judge(results) == Goal.Verdict.MISS ? "**" + figure + "**" : figure);
    }

    /** The row without goals. */
    List<String> figures(Results results) {
        return List.of(measure, cell, measured(results), spread(results));
    }

    /** The row with goals and what became of them. */
    List<String> cells(Results results) {
        return List.of(
                measure,
                cell,
                must.toString(),
                aim.toString(),
                measured(results),
                spread(results),
                must.judge(results).toString(),
                aim.judge(results).toString());
    }
}
