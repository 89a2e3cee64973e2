package dev.stillmap.tools.profile;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import one.convert.Arguments;
import one.convert.Frame;
import one.convert.JfrToFlame;
import one.convert.JfrToPprof;
import one.jfr.JfrReader;
import one.jfr.StackTrace;
import one.jfr.event.Event;
import one.jfr.event.EventAggregator;
import one.jfr.event.EventCollector;

/** Writes the samples of one kind in a recording as files for others to show. */
final class Conversion {

    private static final String FLAME_GRAPH = "html";

    private static final String PPROF = "pb.gz";

    private final Path recording;

    private final Samples samples;

    Conversion(Path recording, Samples samples) {
        this.recording = recording;
        this.samples = samples;
    }

    /** Writes a picture for a browser. */
    Path flameGraph(Path folder, String base) throws IOException {
        Path file = file(folder, base, FLAME_GRAPH);
        Arguments arguments = samples.arguments(base + ": " + samples.label(), FLAME_GRAPH, true);
        try (JfrReader reader = new JfrReader(recording.toString());
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            JfrToFlame converter = new JfrToFlame(reader, arguments) {
                @Override
                protected EventCollector createCollector(Arguments given) {
                    return collector(reader, given, super.createCollector(given));
                }
            };
            converter.convert();
            converter.dump(out);
        }
        return file;
    }

    /** Writes what pprof reads. */
    Path pprof(Path folder, String base) throws IOException {
        Path file = file(folder, base, PPROF);
        Arguments arguments = samples.arguments(base + ": " + samples.label(), PPROF, false);
        try (JfrReader reader = new JfrReader(recording.toString());
                OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            JfrToPprof converter = new JfrToPprof(reader, arguments) {
                @Override
                protected EventCollector createCollector(Arguments given) {
                    return collector(reader, given, super.createCollector(given));
                }
            };
            converter.convert();
            converter.dump(out);
        }
        return file;
    }

    private Path file(Path folder, String base, String suffix) {
        return folder.resolve(base + "-" + samples.label() + "." + suffix);
    }

    private EventCollector collector(JfrReader reader, Arguments arguments, EventCollector byDefault) {
        return samples == Samples.CPU_IN_JAVA ? new InJava(reader, arguments) : byDefault;
    }

    /**
     * The converter cannot tell threads that ran from those that the JDK found in a native method, mostly waiting. What
     * tells them apart is the method.
     */
    private static final class InJava extends EventAggregator {

        private final JfrReader reader;

        InJava(JfrReader reader, Arguments arguments) {
            super(arguments.threads, arguments.grain);
            this.reader = reader;
        }

        @Override
        public void collect(Event event) {
            StackTrace stack = reader.stackTraces.get(event.stackTraceId);
            boolean isNative = stack != null && stack.types.length > 0 && stack.types[0] == Frame.TYPE_NATIVE;
            if (!isNative) {
                super.collect(event);
            }
        }
    }
}
