package dev.stillmap.tools.trace;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process that is talked to by lines. One that is stuck is ended by a watchdog, so that reading from it fails. */
final class Child implements AutoCloseable {
    private static final long WATCHDOG_SECONDS = 120;

    private final Process process;
    private final PrintStream orders;
    private final BufferedReader printed;
    private final StringBuilder text = new StringBuilder();

    private Child(List<String> command) throws IOException {
        process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        printed = process.inputReader(StandardCharsets.UTF_8);
        CompletableFuture.delayedExecutor(WATCHDOG_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
    }

    static Child java(List<String> flags, Class<?> main, List<String> arguments, Class<?>... others)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-cp");
        command.add(Stream.concat(Stream.of(main), Stream.of(others))
                .map(Child::location)
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(main.getName());
        command.addAll(arguments);
        return new Child(command);
    }

    static Child program(String... command) throws IOException {
        return new Child(List.of(command));
    }

    String pid() {
        return String.valueOf(process.pid());
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** The answer to a line. */
    String ask(String order) throws IOException {
        orders.println(order);
        return printed.readLine();
    }

    /** Reads up to a line with these words. */
    void expect(String words) throws IOException {
        for (String line = printed.readLine(); line != null; line = printed.readLine()) {
            text.append(line).append('\n');
            if (line.contains(words)) {
                return;
            }
        }
        throw new AssertionError("ended before it printed '" + words + "' after\n" + text);
    }

    /** Asks it to end, as Ctrl-C does. */
    void interrupt() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    void noMoreOrders() {
        orders.close();
    }

    int status() throws InterruptedException {
        return process.waitFor();
    }

    /** All that was expected, and the lines before. */
    String text() {
        return text.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
