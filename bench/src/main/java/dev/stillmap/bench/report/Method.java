package dev.stillmap.bench.report;

/** How to read the figures: the fixed sentences of the document. */
final class Method {
    static final String LOSSES = """
            Every measured cell in which another map did better, by the ratio of medians, however little:

            """;

    static final String GOALS = """
            Each subject of a cell runs in a JVM of its own, and the subjects take turns: one fork of each, then the \
            next round in reverse order. The forks of one round form a pair. A ratio is the median of the ratios of the \
            pairs; beside it stand the least and the most of them and how many there are. Where a row shows two \
            quantities, the first belongs to the must. `1.25x` of a speed means 1.25 times as fast as \
            ConcurrentHashMap in the same run, and in rows of GoMap, which is for one thread, as fast as HashMap; a bound \
            of bytes or times is of StillMap's own figure.

            Keys are boxed longs, random over 64 bits, or strings of 12 or 13 characters. Lookup keys are equal but \
            not identical to stored keys: each lookup takes a new object, made beforehand in the order of the lookups, \
            as a request brings it; a string's hash is known already except where it says that the string was just \
            made. Keys of one hash code are strings, which can be ordered, or objects that cannot. All keys are asked \
            for equally often in random order, except in the mixed traffic. Maps are filled one by one from empty, \
            without a size given. Times of snapshots include the clock; the control shows how \
            much that is. Bytes per entry are of the live heap with the map less the live heap without it, keys and \
            values being there before. The worst put is of a run in which no collection ran. How much memory \
            ConcurrentHashMap needs while it grows is sampled by the thread that fills it and so a lower bound. What a \
            scan of ConcurrentHashMap costs depends on whether a collection has put its nodes into the order of the \
            table. A collector's pauses and its marking are taken from different phases of a run.

            The feature server takes compressed CSV, real invoice lines where a file of them is named, else made ones of the \
            same shape: 20 replays into one engine, of which the first five are discarded, three entities an event with a \
            count and two sums each, while once a second a snapshot is taken and all its entities are read. Point reads come \
            from another process on the same machine, over eight connections that it keeps, and count from when they were \
            due; beside them stands how late a thread of that process woke that did nothing else. A snapshot of all entities \
            is taken every few milliseconds while one thread applies events at full speed.

            Each JMH fork has three warm-up iterations and five measured ones, of 400 ms in the full form and of 300 ms \
            in the short one.""";

    static final String LOCKS = """
            Medians of the forks. One thread iterates over 10,000 sessions without pause while another writes them, two \
            by two, so that each iteration shows by what it has met whether that was of one instant; it is checked, not \
            assumed. All have the same fixed heap and G1. A writer at full speed waits from one write's end to the next \
            one's, one at 4,850 writes/s from the moment at which the write was due, so its figures hold what the pause \
            of an idle thread beside them shows too: processors are given away for milliseconds here. Young collections \
            compare at equal writes: per minute at the fixed rate, per million writes at full speed. Consistent \
            iterations are of all forks together.

            With priorities, 16 consumers are REALTIME and 4 aggregators BEST_EFFORT. A consumer writes 100 keys of its \
            own and reads them back in a hold of them, 20 times a second, and counts from when that was due. The \
            aggregators hold the whole map one after the other without pause; each waits four times for a millisecond \
            meanwhile, as for a network, so that processors are not what all wait for. The figures are of the 99th \
            percentile in each of 20 windows, of a second in the full form.

            Room around words: threads replace values of 100,000 entries while one more takes a snapshot each \
            millisecond; the class that holds the words which every write reads is the library's, or the same compiled \
            with room around them.

            """;

    static final String RAW = """
            The median of the forks of each subject; in brackets the least and the most, and how many. The control \
            has no table: it shows what the measurement itself costs.
            """;

    private Method() {}
}
