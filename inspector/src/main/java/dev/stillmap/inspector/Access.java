package dev.stillmap.inspector;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask. A page of another site, which a browser on this machine shows, may not: neither under its own name, led
 * here by its name server, nor by a request across sites. Who knows no token sees the empty page and nothing of a map.
 * Immutable.
 */
final class Access {

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)\\]", Pattern.CASE_INSENSITIVE);

    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

    private static final String BEARER = "bearer ";

    private final byte @Nullable [] token;

    private final @Nullable String loopbackName;

    /**
     * @param token what requests for data must carry; null for nothing
     * @param loopbackName the name of this machine that is right besides those of the loopback interface; null if any is
     */
    Access(@Nullable String token, @Nullable String loopbackName) {
        this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
        this.loopbackName = loopbackName;
    }

    /** What to answer instead, or null if the request is allowed. */
    @Nullable
    InspectorAnswer refusal(boolean forData, UnaryOperator<@Nullable String> headers) {
        String host = headers.apply("Host");
        if (host == null) {
            return InspectorAnswer.error(InspectorAnswer.FORBIDDEN, "the request has no header Host");
        }
        if (loopbackName != null && !isRight(host, loopbackName)) {
            return InspectorAnswer.error(
                    InspectorAnswer.FORBIDDEN,
                    "this inspector answers on this machine only: ask for 127.0.0.1 or localhost, not for " + host);
        }
        String origin = headers.apply("Origin");
        if (origin != null && !isOf(origin, host)) {
            return InspectorAnswer.error(
                    InspectorAnswer.FORBIDDEN, "a page of " + origin + " may not read what this application shows");
        }
        if (forData && !knowsToken(headers.apply("Authorization"))) {
            return InspectorAnswer.error(
                            InspectorAnswer.UNAUTHORIZED,
                            "the token is missing or another one: open the address that the application gives, with all"
                                    + " that stands behind the #")
                    .with("WWW-Authenticate", "Bearer");
        }
        return null;
    }

    private static boolean isRight(String host, String loopbackName) {
        String name = PORT.matcher(host).replaceFirst("");
        return LOOPBACK.matcher(name).matches() || name.equalsIgnoreCase(loopbackName);
    }

    private static boolean isOf(String origin, String host) {
        return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
    }

    /** In the same time whatever is wrong with it. */
    private boolean knowsToken(@Nullable String authorization) {
        if (token == null) {
            return true;
        }
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return false;
        }
        byte[] given = authorization.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(token, given);
    }
}
