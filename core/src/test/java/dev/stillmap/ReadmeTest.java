package dev.stillmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example of the README compiles, runs, and is the one that stands there. */
class ReadmeTest {
    private record Session(int pages) {
        Session join(Session other) {
            return new Session(pages + other.pages);
        }
    }

    private static List<String> example() {
        List<String> report = new ArrayList<>();
        // README begins
        var sessions = new StillMap<String, Session>(); // in place of new ConcurrentHashMap<>()
        sessions.merge("alice", new Session(1), Session::join);
        sessions.merge("bob", new Session(2), Session::join);
        try (Snapshot<String, Session> now = sessions.snapshot()) { // constant time; no writer ever waits for it
            sessions.remove("alice");
            now.forEach(
                    (name, session) -> report.add(name + " " + session.pages())); // exactly the entries of that instant
            int pages = now.values().parallelStream().mapToInt(Session::pages).sum();
            report.add(now.size() + " sessions, " + pages + " pages");
        }
        sessions.scan((name, session) -> report.add(name)); // one consistent pass, cheaper still for writers
        // README ends
        return report;
    }

    @Test
    void theExampleDoesWhatItSays() {
        assertThat(example()).containsExactlyInAnyOrder("alice 1", "bob 2", "2 sessions, 3 pages", "bob");
    }

    @Test
    void theExampleIsTheOneInTheReadme() throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/stillmap/ReadmeTest.java"));
        String here = source.substring(source.indexOf("// README begins"), source.indexOf("// README ends"));
        String readme = Files.readString(Path.of("../README.md"));
        String there = readme.substring(readme.indexOf("```java") + "```java".length());
        there = there.substring(0, there.indexOf("```"));
        assertThat(withoutSpace(here)).isEqualTo(withoutSpace("// README begins" + there));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
