package dev.stillmap.server.definition;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code quantity < 0}, {@code country != France} and the like, as it is written. Immutable.
 *
 * @param name what is compared
 * @param operator how
 * @param literal what with
 */
public record WrittenCondition(String name, Condition.Operator operator, String literal) {

    private static final Pattern WRITTEN =
            Pattern.compile("\\s*(\\w+)\\s*(!=|<=|>=|=|<|>)\\s*(.*?)\\s*", Pattern.DOTALL);

    /**
     * Takes a text apart.
     *
     * @param text the text
     * @return its parts, or null if it is no condition
     */
    public static @Nullable WrittenCondition parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        return written.matches()
                ? new WrittenCondition(written.group(1), operator(written.group(2)), written.group(3))
                : null;
    }

    private static Condition.Operator operator(String sign) {
        for (Condition.Operator operator : Condition.Operator.values()) {
            if (operator.sign().equals(sign)) {
                return operator;
            }
        }
        throw new AssertionError(sign);
    }
}
