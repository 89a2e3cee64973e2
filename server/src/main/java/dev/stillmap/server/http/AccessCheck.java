package dev.stillmap.server.http;

import dev.stillmap.inspector.Access;
import io.javalin.http.Context;

/**
 * Lets only those in who know the token; where there is none, whom no page of another site has sent. What such a page
 * sends cannot carry a token that it does not know, so where there is one it is enough, and names that a proxy has for
 * this server are not asked for. {@code /health} is for anyone, and the inspector decides itself. Thread-safe.
 */
final class AccessCheck {

    private final Access access;

    private final boolean needsToken;

    AccessCheck(Access access, boolean needsToken) {
        this.access = access;
        this.needsToken = needsToken;
    }

    void check(Context context) {
        String path = context.path();
        if (path.equals("/health") || FeatureServer.isInspectors(path)) {
            return;
        }
        if (!needsToken) {
            String foreign = access.foreign(context::header);
            if (foreign != null) {
                throw new ApiException(ApiException.FORBIDDEN, foreign);
            }
        } else if (!access.knowsToken(context.header("Authorization"))) {
            context.header("WWW-Authenticate", "Bearer");
            throw new ApiException(
                    ApiException.UNAUTHORIZED, "the token is needed: send it as 'Authorization: Bearer TOKEN'");
        }
    }
}
