package dev.stillmap.inspector;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The files of the page, as they lie in this module. Read once, when the first is asked for. Immutable. */
final class PageFiles {

    /** Nothing that the page needs comes from elsewhere, and no other page may frame it. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> TYPES = Map.of(
            "index.html", "text/html; charset=utf-8",
            "inspector.js", "text/javascript; charset=utf-8",
            "inspector.css", "text/css; charset=utf-8",
            "favicon.svg", "image/svg+xml",
            "licenses.txt", "text/plain; charset=utf-8");

    private static final class Loaded {
        static final Map<String, PageFile> FILES = load();
    }

    private static final class PageFile {

        final String type;

        final byte[] content;

        final String tag;

        PageFile(String type, byte[] content) {
            this.type = type;
            this.content = content;
            tag = tagOf(content);
        }
    }

    private PageFiles() {}

    /** The answer with a file, or null if there is none of that name. */
    static @Nullable InspectorAnswer answer(String name, UnaryOperator<@Nullable String> headers) {
        PageFile file = Loaded.FILES.get(name.isEmpty() ? "index.html" : name);
        if (file == null) {
            return null;
        }
        boolean known = file.tag.equals(headers.apply("If-None-Match"));
        return InspectorAnswer.of(
                        known ? InspectorAnswer.NOT_MODIFIED : InspectorAnswer.OK,
                        file.type,
                        known ? new byte[0] : file.content)
                .with("Cache-Control", "no-cache")
                .with("ETag", file.tag)
                .with("Content-Security-Policy", POLICY);
    }

    private static Map<String, PageFile> load() {
        Map<String, PageFile> files = new HashMap<>();
        TYPES.forEach((name, type) -> {
            try (InputStream in = PageFiles.class.getResourceAsStream("web/" + name)) {
                if (in == null) {
                    throw new IllegalStateException("the file web/" + name + " is missing in the inspector's module");
                }
                files.put(name, new PageFile(type, in.readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return files;
    }

    private static String tagOf(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest, 0, Long.BYTES) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
