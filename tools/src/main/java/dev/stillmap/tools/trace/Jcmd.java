package dev.stillmap.tools.trace;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JDK's jcmd, for one process. */
final class Jcmd {

    private final Path program;

    private final ProcessHandle target;

    /**
     * Nothing runs yet.
     *
     * @param javaHome the folder of the JDK whose jcmd to take
     * @param target the process to talk to
     */
    Jcmd(Path javaHome, ProcessHandle target) {
        this.program = javaHome.resolve("bin").resolve("jcmd");
        this.target = target;
    }

    /**
     * Makes sure that the process is a JVM: what jcmd sends to reach it would end any other.
     *
     * @throws IllegalArgumentException if it is none, or is not to be seen
     */
    void requireJvm() throws IOException, InterruptedException {
        String number = target.pid() + " ";
        if (execute(List.of("-l")).lines().noneMatch(line -> line.startsWith(number))) {
            throw new IllegalArgumentException("process " + target.pid()
                    + target.info().user().map(user -> " of user " + user).orElse("")
                    + " is not in the list of jcmd -l: it is no JVM, or runs as another user than "
                    + System.getProperty("user.name") + ", in a container, or with -XX:-UsePerfData");
        }
    }

    /**
     * Sends a command.
     *
     * @param command its name and arguments
     * @return what it printed
     * @throws IllegalArgumentException if jcmd could not do it; the message has its own
     */
    String run(String... command) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>();
        arguments.add(String.valueOf(target.pid()));
        arguments.addAll(List.of(command));
        return execute(arguments);
    }

    private String execute(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(arguments);
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "cannot run " + program + ": this needs a whole JDK; STILLMAP_JAVA_HOME=DIR chooses one", e);
        }
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
        if (process.waitFor() != 0) {
            throw new IllegalArgumentException("jcmd " + String.join(" ", arguments) + " failed: " + printed.strip());
        }
        return printed;
    }
}
