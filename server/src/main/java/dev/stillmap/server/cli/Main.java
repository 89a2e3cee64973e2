package dev.stillmap.server.cli;

import dev.stillmap.server.definition.DefinitionException;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a command. Exit status 0 if it did what was asked for, 1 if it failed, 2 if the command line makes no sense. */
@Command(
        name = "stillmap",
        mixinStandardHelpOptions = true,
        version = "stillmap 0.1.0-SNAPSHOT",
        description = "Features of entities, kept up to date from events, read as of one instant.",
        subcommands = {
            ServeCommand.class,
            QueryCommand.class,
            SnapshotsCommand.class,
            LoadCommand.class,
            CheckConfigCommand.class,
            GenerateCommand.class,
            AutoComplete.GenerateCompletion.class
        })
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** For picocli. */
    Main() {}

    /**
     * Runs the command line.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler(failures());
        return commandLine;
    }

    /** What is expected to go wrong is said in a line. */
    private static IExecutionExceptionHandler failures() {
        return (e, command, parsed) -> {
            PrintWriter err = command.getErr();
            if (isExpected(e)) {
                err.println("stillmap: " + e.getMessage());
            } else {
                e.printStackTrace(err);
            }
            err.flush();
            return CommandLine.ExitCode.SOFTWARE;
        };
    }

    /** Whether its message says all there is to say. */
    static boolean isExpected(Exception e) {
        return e instanceof Failure || e instanceof DefinitionException || e instanceof IOException;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which command");
    }
}
