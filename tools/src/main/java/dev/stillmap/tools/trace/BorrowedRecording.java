package dev.stillmap.tools.trace;

import java.io.IOException;
import java.nio.file.Path;

/** A recording in another process, of nothing but steps of iterations. Ended, it leaves neither file nor setting there. */
final class BorrowedRecording {

    private static final String REPOSITORY = "Repository path: ";

    private final Jcmd jcmd;

    private final ProcessHandle target;

    private final String name = "stillmap-trace-" + ProcessHandle.current().pid() + "-" + System.nanoTime();

    private boolean mayRun;

    private boolean stopped;

    BorrowedRecording(Jcmd jcmd, ProcessHandle target) {
        this.jcmd = jcmd;
        this.target = target;
    }

    /**
     * Begins it.
     *
     * @param maps names of maps, or {@code *}
     * @return the folder that the process writes recordings to
     * @throws IllegalArgumentException if the process refuses
     */
    synchronized Path start(String maps) throws IOException, InterruptedException {
        if (stopped) {
            throw new IllegalStateException("ended before it began");
        }
        mayRun = true;
        // Without predefined settings, which would turn on the JVM's own events.
        String started = jcmd.run(
                "JFR.start",
                "name=" + name,
                "settings=none",
                "+" + Events.TRANSITION + "#enabled=true",
                "+" + Events.TRANSITION + "#maps=\"" + maps + "\"");
        if (!started.contains("Started recording")) {
            throw new IllegalArgumentException("Flight Recorder did not start: " + started.strip());
        }
        String configuration = jcmd.run("JFR.configure");
        return configuration
                .lines()
                .filter(line -> line.startsWith(REPOSITORY))
                .map(line -> Path.of(line.substring(REPOSITORY.length()).strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Flight Recorder does not say where it writes: " + configuration.strip()));
    }

    /** Ends it; does nothing if it has ended. One that has not begun never will. */
    synchronized void stop() throws IOException, InterruptedException {
        stopped = true;
        if (mayRun && target.isAlive()) {
            mayRun = false;
            jcmd.run("JFR.stop", "name=" + name);
        }
    }
}
