package dev.stillmap.tools.profile;

import dev.stillmap.tools.TextTable;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;

/** Which methods most samples of one kind were taken in, or which allocated what. For one thread. */
final class TopFrames {

    private static final double PERCENT = 100;

    /** As class files name the elements of arrays. */
    private static final Map<String, String> PRIMITIVES = Map.of(
            "B", "byte", "C", "char", "D", "double", "F", "float", "I", "int", "J", "long", "S", "short", "Z",
            "boolean");

    /** What follows the name of a hidden class, as that of a lambda is. */
    private static final String ADDRESS = "[./+]0x[0-9a-f]+(/\\d+)?$";

    private record Place(String what, String method) {}

    private final Samples samples;

    private final Map<Place, Long> weights = new HashMap<>();

    private long count;

    private long total;

    TopFrames(Samples samples) {
        this.samples = samples;
    }

    /** Takes an event if it is such a sample. */
    void accept(RecordedEvent event) {
        if (samples.include(event)) {
            long weight = samples.weightOf(event);
            count++;
            total += weight;
            weights.merge(new Place(allocated(event), method(event.getStackTrace())), weight, Long::sum);
        }
    }

    Samples samples() {
        return samples;
    }

    long count() {
        return count;
    }

    private static String allocated(RecordedEvent event) {
        if (!event.hasField("objectClass")) {
            return "";
        }
        RecordedClass type = event.getValue("objectClass");
        return type == null ? "" : shortened(type.getName());
    }

    private static String method(RecordedStackTrace stack) {
        List<RecordedFrame> frames = stack == null ? List.of() : stack.getFrames();
        if (frames.isEmpty()) {
            return "(no stack)";
        }
        RecordedMethod top = frames.get(0).getMethod();
        // A function of a native library has no class.
        String type = shortened(top.getType().getName());
        return type.isEmpty() ? top.getName() : type + "." + top.getName();
    }

    /** Without its package, and without the address of a hidden class; of an array, as it is written. */
    private static String shortened(String named) {
        String type = named.replaceFirst(ADDRESS, "");
        String element = type.replaceFirst("^\\[+L?", "").replace(";", "");
        String name = element.substring(element.lastIndexOf('.') + 1);
        int dimensions = type.lastIndexOf('[') + 1;
        boolean primitive = dimensions > 0 && type.length() == dimensions + 1;
        return (primitive ? PRIMITIVES.getOrDefault(name, name) : name) + "[]".repeat(dimensions);
    }

    /** The first ones, with their shares. */
    void print(int most, PrintStream out) {
        boolean allocates = samples == Samples.ALLOC;
        TextTable table = allocates
                ? new TextTable(">share", ">MB", "<allocated", "<in")
                : new TextTable(">share", ">samples", "<method");
        weights.entrySet().stream()
                .sorted(Map.Entry.<Place, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(
                                each -> each.getKey().method() + each.getKey().what()))
                .limit(most)
                .forEach(each -> {
                    String share = String.format(Locale.ROOT, "%.1f %%", PERCENT * each.getValue() / total);
                    Place place = each.getKey();
                    if (allocates) {
                        String megabytes = String.format(Locale.ROOT, "%.1f", each.getValue() / 1e6);
                        table.row(share, megabytes, place.what(), place.method());
                    } else {
                        table.row(share, Long.toString(each.getValue()), place.method());
                    }
                });
        table.print(out);
    }
}
