package dev.stillmap.server.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A feature server in a process of its own, which may be killed. */
public final class Server implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+)/health");

    private final Process process;

    private final String url;

    private Server(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Starts one, and waits until it can be asked.
     *
     * @param limits what a shell is to do before; may be empty
     */
    public static Server start(String limits, Path log, List<String> jvmOptions, String... arguments)
            throws IOException {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                limits + " exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classes, "dev.stillmap.server.cli.Main", "serve", "--port=0"));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(log.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (process.isAlive()) {
            // In JSON a slash may be escaped.
            Matcher address = ADDRESS.matcher(Files.readString(log).replace("\\/", "/"));
            if (address.find()) {
                return new Server(process, address.group(1));
            }
            Thread.onSpinWait();
        }
        throw new IOException("it did not start: " + Files.readString(log));
    }

    public String url() {
        return url;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** As nothing else ends it: at once, whatever it is doing. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** As the end of a service does. */
    public boolean stop() throws InterruptedException {
        process.destroy();
        return process.waitFor(1, TimeUnit.MINUTES);
    }

    /** From now on it may write files of any size. */
    void liftLimits() throws IOException, InterruptedException {
        Process lifting = new ProcessBuilder("prlimit", "--pid=" + process.pid(), "--fsize=unlimited:")
                .inheritIO()
                .start();
        if (lifting.waitFor() != 0) {
            throw new IOException("the limit could not be lifted");
        }
    }

    /** What the system says of its memory, in KiB: the most it ever had. */
    public long peakMemory() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("the system does not say");
    }

    @Override
    public void close() {
        kill();
    }
}
