package dev.stillmap.trace;

import java.util.List;

/**
 * A transition that breaks the rules, in its surroundings.
 *
 * @param transition the record of it
 * @param reason what is wrong with it
 * @param before up to five records that came before it, of any iteration
 * @param after up to five records that came after it
 */
public record IllegalJump(
        TransitionRecord transition, String reason, List<TransitionRecord> before, List<TransitionRecord> after) {

    /**
     * Several lines: the reason, then the records, the illegal one marked by an arrow and others of the same iteration
     * by a star.
     *
     * @return text for a terminal, without a line end at its end
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("illegal transition: ").append(reason);
        before.forEach(record -> line(text, record));
        text.append("\n> ").append(transition);
        after.forEach(record -> line(text, record));
        return text.toString();
    }

    private void line(StringBuilder text, TransitionRecord record) {
        text.append(record.iteration() == transition.iteration() ? "\n* " : "\n  ")
                .append(record);
    }
}
