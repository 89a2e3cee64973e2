package dev.stillmap.server.cli;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import dev.stillmap.server.definition.EntityDefinition;
import dev.stillmap.server.definition.FeatureDefinition;
import dev.stillmap.server.definition.WindowDefinition;
import dev.stillmap.server.feature.FeatureSet;
import dev.stillmap.server.feature.SnapshotClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a definition, and says what it keeps or what is wrong with it. */
@Command(
        name = "check-config",
        mixinStandardHelpOptions = true,
        description = "Reads a definition, and says what it keeps or what is wrong with it.")
final class CheckConfigCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The definition, in YAML.")
    private Path file = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    static Definition read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new Failure(file.toAbsolutePath() + " is a folder; the definition is a file");
        }
        try {
            return DefinitionReader.read(file);
        } catch (NoSuchFileException e) {
            throw new Failure("there is no file " + file.toAbsolutePath());
        }
    }

    @Override
    public Integer call() throws IOException {
        Definition definition = read(file);
        PrintWriter out = spec.commandLine().getOut();
        out.println(definition.name() + ": " + definition.input().fields().size() + " fields");
        for (EntityDefinition entity : definition.entities()) {
            out.println(entity.name() + ": "
                    + definition.features().stream()
                            .filter(feature -> feature.entities().contains(entity.position()))
                            .map(CheckConfigCommand::shown)
                            .collect(Collectors.joining(", "))
                    + "; numbers of "
                    + new FeatureSet(definition, entity, new SnapshotClock()).numberBytes() + " bytes for each");
        }
        out.flush();
        return 0;
    }

    private static String shown(FeatureDefinition feature) {
        WindowDefinition window = feature.window();
        String kind = feature.kind().name().toLowerCase(Locale.ROOT);
        return feature.name() + " (" + kind
                + (window == null ? "" : ", " + window.panes() + (window.panes() == 1 ? " part" : " parts")) + ")";
    }
}
