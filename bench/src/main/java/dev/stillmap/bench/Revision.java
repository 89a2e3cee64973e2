package dev.stillmap.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Which commit is measured: results that are added to others may be of another one. */
final class Revision {
    private Revision() {}

    /** Words to stand behind a command; none where the sources are not under version control. */
    static String current(Path root) {
        try {
            var git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--exclude=*")
                    .directory(root.toAbsolutePath().toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return commit.isEmpty() ? "" : ", commit " + commit;
        } catch (IOException e) {
            return "";
        }
    }
}
