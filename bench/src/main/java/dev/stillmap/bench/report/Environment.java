package dev.stillmap.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where and how a run was made; kept beside the raw results.
 *
 * @param date the day it began, in UTC
 * @param form how thorough it was
 * @param jdk vendor and version of the JVM that ran everything
 * @param cpu model of the processor
 * @param cores how many the JVM saw
 * @param memoryGiB memory of the machine
 * @param system operating system
 * @param collector the collector that the JVM takes when no flag names one
 * @param threads threads of the mixed traffic
 * @param commands the commands; more than one if the run was resumed
 */
public record Environment(
        String date,
        String form,
        String jdk,
        String cpu,
        int cores,
        long memoryGiB,
        String system,
        String collector,
        int threads,
        List<String> commands) {
    /** Name of the file that holds it. */
    public static final String FILE = "environment.json";

    /** What stands behind the version: {@code -fc-v595} in {@code Linux 6.18.44-fc-v595 amd64}. */
    private static final Pattern KERNEL_BUILD = Pattern.compile("(?<=\\d)-\\S+");

    private static final int GIB_BITS = 30;
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /**
     * This JVM and machine, now.
     *
     * @param form how thorough the run is
     * @param threads threads of the mixed traffic
     * @param command how it was started
     * @return the description
     * @throws IOException if the machine's description cannot be read
     */
    public static Environment current(String form, int threads, String command) throws IOException {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Environment(
                LocalDate.now(ZoneOffset.UTC).toString(),
                form,
                System.getProperty("java.vendor") + " " + Runtime.version() + ", " + System.getProperty("java.vm.name"),
                cpuModel(),
                Runtime.getRuntime().availableProcessors(),
                Math.round((double) system.getTotalMemorySize() / (1L << GIB_BITS)),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .map(GarbageCollectorMXBean::getName)
                        .collect(Collectors.joining(", ")),
                threads,
                List.of(command));
    }

    private static String cpuModel() throws IOException {
        if (!Files.exists(CPU_INFO)) {
            return System.getProperty("os.arch");
        }
        try (var lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }

    /**
     * Writes this description into a new directory of results, or adds the command to the one that is there.
     *
     * @param directory where the raw results are kept
     * @throws IOException if it cannot be written
     * @throws IllegalStateException if the results there are of another machine, JVM or form
     */
    public void join(Path directory) throws IOException {
        Files.createDirectories(directory);
        var written = this;
        if (Files.exists(directory.resolve(FILE))) {
            var earlier = read(directory);
            if (!comparable().equals(earlier.comparable())) {
                throw new IllegalStateException("the results there are of another run: " + earlier);
            }
            var all = new ArrayList<>(earlier.commands);
            for (String command : commands) {
                boolean alike = date.equals(earlier.date) && system.equals(earlier.system);
                String dated = alike ? command : command + " (" + date + ", " + system + ")";
                if (!all.contains(dated)) {
                    all.add(dated);
                }
            }
            written = earlier.with(earlier.date, all);
        }
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(directory.resolve(FILE).toFile(), written);
    }

    /** Builds of one kernel version are told apart by what was run on them, not by a directory of their own. */
    private Environment comparable() {
        return with("", KERNEL_BUILD.matcher(system).replaceFirst(""), List.of());
    }

    private Environment with(String otherDate, List<String> otherCommands) {
        return with(otherDate, system, otherCommands);
    }

    private Environment with(String otherDate, String otherSystem, List<String> otherCommands) {
        return new Environment(
                otherDate, form, jdk, cpu, cores, memoryGiB, otherSystem, collector, threads, otherCommands);
    }

    static Environment read(Path directory) throws IOException {
        return new ObjectMapper().readValue(directory.resolve(FILE).toFile(), Environment.class);
    }
}
