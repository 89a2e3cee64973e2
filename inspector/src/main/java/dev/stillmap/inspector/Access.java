package dev.stillmap.inspector;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask an HTTP server of this machine: whoever knows its token, and no page of another site, which a browser on this
 * machine shows, neither under its own name, led here by its name server, nor by a request across sites. For an
 * application that answers by an {@link InspectorService}, and for its other paths if it likes. Immutable.
 */
public final class Access {

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)\\]", Pattern.CASE_INSENSITIVE);

    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

    private static final String BEARER = "bearer ";

    private final byte @Nullable [] token;

    private final @Nullable String loopbackName;

    /**
     * Decides who may ask.
     *
     * @param token what requests for data must carry as {@code Authorization: Bearer}; null if whoever reaches the
     *     server may see them
     * @param loopbackName if the server listens at the loopback interface, the name or address that it was told to
     *     listen at: requests that call this machine anything else than that, {@code localhost}, {@code 127.0.0.1} and the
     *     like are refused, so that no name server leads a browser here on behalf of another site. Null if it listens
     *     elsewhere
     */
    public Access(@Nullable String token, @Nullable String loopbackName) {
        this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
        this.loopbackName = loopbackName;
    }

    /**
     * Why a request may be one that a page of another site has a browser send.
     *
     * @param headers gives a header by its name, whatever its case; null if there is none
     * @return what is to be told to who asks, or null if it is no such request
     */
    public @Nullable String foreign(UnaryOperator<@Nullable String> headers) {
        String host = headers.apply("Host");
        if (host == null) {
            return "the request has no header Host";
        }
        if (loopbackName != null && !isRight(host, loopbackName)) {
            return "this server answers on this machine only: ask for 127.0.0.1 or localhost, not for " + host;
        }
        String origin = headers.apply("Origin");
        return origin == null || isOf(origin, host)
                ? null
                : "a page of " + origin + " may not use what this server answers";
    }

    /**
     * Whether a request has the token. This takes the same time whatever is wrong with it.
     *
     * @param authorization its header {@code Authorization}, or null
     * @return true also if none is needed
     */
    public boolean knowsToken(@Nullable String authorization) {
        if (token == null) {
            return true;
        }
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return false;
        }
        byte[] given = authorization.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(token, given);
    }

    private static boolean isRight(String host, String loopbackName) {
        String name = PORT.matcher(host).replaceFirst("");
        return LOOPBACK.matcher(name).matches() || name.equalsIgnoreCase(loopbackName);
    }

    private static boolean isOf(String origin, String host) {
        return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
    }
}
