package dev.stillmap.tools;

import dev.stillmap.tools.demo.Demo;
import dev.stillmap.tools.diff.Diff;
import dev.stillmap.tools.explain.Explain;
import dev.stillmap.tools.profile.Flame;
import dev.stillmap.tools.profile.Profile;
import dev.stillmap.tools.replay.Replay;
import dev.stillmap.tools.soak.Soak;
import dev.stillmap.tools.trace.Check;
import dev.stillmap.tools.trace.Trace;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.List;

/**
 * The command line. Exit status 0 if all that was promised was seen, 1 if not, 2 if the command line makes no sense.
 */
public final class Main {

    private static final int FAILED = 1;

    private static final int USAGE = 2;

    private Main() {}

    /**
     * Runs a command.
     *
     * @param arguments the command's name and its options
     * @throws Exception if the command fails for a reason of its own
     */
    public static void main(String[] arguments) throws Exception {
        String command = arguments.length == 0 ? "" : arguments[0];
        try {
            boolean held =
                    run(command, Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length));
            System.exit(held ? 0 : FAILED);
        } catch (IllegalArgumentException e) {
            System.err.println("stillmap: " + e.getMessage());
            System.exit(USAGE);
        } catch (FileSystemException e) {
            // Its message is a path; what is wrong with it is in its name.
            System.err.println("stillmap: " + e);
            System.exit(FAILED);
        }
    }

    private static boolean run(String command, List<String> rest) throws Exception {
        return switch (command) {
            case "demo" -> Demo.run(new Arguments(rest), System.out);
            case "soak" -> Soak.run(new Arguments(rest), System.out);
            case "replay" -> {
                String file = operand(rest, "replay needs the file of a script: replay FILE [--map go|still]");
                yield Replay.run(file, options(rest), System.out);
            }
            case "check" -> {
                String file = operand(rest, "check needs the file of a recording: check RECORDING.jfr");
                yield Check.run(file, options(rest), System.out);
            }
            case "trace" -> {
                String pid = operand(
                        rest, "trace needs the number of a process: trace PID [--maps a,b] [--seconds N] [--check]");
                yield Trace.run(pid, options(rest), System.out);
            }
            case "explain" -> {
                String file =
                        operand(rest, "explain needs the file of a recording: explain RECORDING.jfr [--over MILLIS]");
                yield Explain.run(file, options(rest), System.out);
            }
            case "flame" -> {
                String file = operand(rest, "flame needs the file of a recording: flame RECORDING.jfr [--out DIR]");
                yield Flame.run(file, options(rest), System.out);
            }
            case "profile" -> Profile.run(new Arguments(rest), System.out);
            case "diff" -> {
                if (rest.size() != 2) {
                    throw new IllegalArgumentException("diff needs two files that internals().dump(path) has written:"
                            + " diff BEFORE.json AFTER.json");
                }
                yield Diff.run(rest.get(0), rest.get(1), System.out);
            }
            default ->
                throw new IllegalArgumentException("there is no command '" + command
                        + "'; there are: demo, soak, replay, check, trace," + " explain, flame, profile, diff");
        };
    }

    /** What stands before the options. */
    private static String operand(List<String> rest, String usage) {
        if (rest.isEmpty() || rest.get(0).startsWith("--")) {
            throw new IllegalArgumentException(usage);
        }
        return rest.get(0);
    }

    private static Arguments options(List<String> rest) {
        return new Arguments(rest.subList(1, rest.size()));
    }
}
