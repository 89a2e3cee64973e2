package dev.stillmap.server.http;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Lets only those in who know the token. Thread-safe. */
final class TokenCheck {

    private static final String SCHEME = "Bearer ";

    private final byte[] expected;

    TokenCheck(String token) {
        expected = token.getBytes(StandardCharsets.UTF_8);
    }

    void check(Context context) {
        String header = context.header("Authorization");
        // Takes the same time whatever part of it is right.
        if (header == null
                || !header.startsWith(SCHEME)
                || !MessageDigest.isEqual(
                        header.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8), expected)) {
            context.header("WWW-Authenticate", "Bearer");
            throw new ApiException(
                    ApiException.UNAUTHORIZED, "the token is needed: send it as 'Authorization: Bearer TOKEN'");
        }
    }
}
