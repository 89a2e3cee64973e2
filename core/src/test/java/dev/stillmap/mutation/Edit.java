package dev.stillmap.mutation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One replacement in one source file of {@code dev.stillmap.internal}.
 *
 * @param file the file's name without its ending
 * @param oldText code that occurs exactly once, token by token: line breaks, indents and comments do not count
 * @param newText what takes its place
 */
public record Edit(String file, String oldText, String newText) {
    /** Goes where another thread has to come in between, so that one does before long. */
    static final String PAUSE = "for (int pause = 0; pause < 50; pause++) { Thread.onSpinWait(); }";

    /** As {@link #PAUSE}, where the other thread has more to do. */
    static final String LONG_PAUSE = "for (int pause = 0; pause < 20; pause++) { Thread.yield(); }";

    private static final Pattern TOKEN = Pattern.compile("\\w+|\\S");
    private static final String BETWEEN_TOKENS = "(?:\\s++|//[^\\n]*+|/\\*(?s:.*?)\\*/)*+";

    /** The source with the replacement made. */
    String applyTo(String source) {
        Matcher found = pattern().matcher(source);
        if (!found.find()) {
            throw outdated("is not there");
        }
        String edited = source.substring(0, found.start()) + newText + source.substring(found.end());
        if (found.find()) {
            throw outdated("is there more than once");
        }
        return edited;
    }

    private Pattern pattern() {
        StringBuilder regex = new StringBuilder();
        for (Matcher token = TOKEN.matcher(oldText); token.find(); ) {
            boolean word = Character.isJavaIdentifierPart(token.group().charAt(0));
            regex.append(regex.length() == 0 ? "" : BETWEEN_TOKENS);
            regex.append(word ? "\\b" + token.group() + "\\b" : Pattern.quote(token.group()));
        }
        return Pattern.compile(regex.toString());
    }

    private AssertionError outdated(String why) {
        return new AssertionError("the source has changed, so this mutant must be adapted: in " + file + ".java, \""
                + oldText + "\" " + why);
    }
}
