package dev.stillmap.server.http;

import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the next page of a question begins: the key of the last row, and a hash of what was asked, so that one of another question is
 * refused instead of answering something else. Immutable.
 */
final class Cursor {

    private static final int HASH_DIGITS = 16;

    private final String question;

    /** Of everything that the rows and their order depend on. */
    Cursor(String snapshot, String type, List<String> where, @Nullable String order) {
        long hash = Hashing.komihash5_0()
                .hashStream()
                .putString(snapshot)
                .putString(type)
                .putOrderedIterable(where, (condition, sink) -> sink.putString(condition))
                .putNullable(order, (names, sink) -> sink.putString(names))
                .getAsLong();
        question = HexFormat.of().toHexDigits(hash);
    }

    String behind(String key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((question + key).getBytes(StandardCharsets.UTF_8));
    }

    /** The key behind which the page begins. */
    String key(String cursor) {
        String text;
        try {
            text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ApiException(
                    ApiException.BAD_REQUEST,
                    "'" + cursor + "' is no cursor: use the one of the answer before, as it is");
        }
        if (!text.startsWith(question)) {
            throw new ApiException(
                    ApiException.BAD_REQUEST,
                    "the cursor is of another question: use it with the snapshot, type, 'where' and 'order' that it"
                            + " came with");
        }
        return text.substring(HASH_DIGITS);
    }
}
