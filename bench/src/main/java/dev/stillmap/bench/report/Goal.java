package dev.stillmap.bench.report;

/**
 * A bound on a quantity.
 *
 * @param quantity what is bounded
 * @param kind on which side, or not at all
 * @param bound the bound
 * @param unit the unit of the bound
 */
record Goal(Quantity quantity, Kind kind, double bound, String unit) {
    /** Which side the bound is on. */
    enum Kind {
        AT_LEAST(">= "),
        MORE_THAN("> "),
        AT_MOST("<= "),
        REPORTED("");

        private final String sign;

        Kind(String sign) {
            this.sign = sign;
        }
    }

    /** What became of a goal. */
    enum Verdict {
        PASS("pass"),
        MISS("**miss**"),
        REPORTED("-"),
        NOT_MEASURED("not measured");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    static Goal atLeast(Quantity quantity, double bound) {
        return new Goal(quantity, Kind.AT_LEAST, bound, "x");
    }

    static Goal atLeast(Quantity quantity, double bound, String unit) {
        return new Goal(quantity, Kind.AT_LEAST, bound, unit);
    }

    static Goal moreThan(Quantity quantity, double bound) {
        return new Goal(quantity, Kind.MORE_THAN, bound, "x");
    }

    static Goal atMost(Quantity quantity, double bound, String unit) {
        return new Goal(quantity, Kind.AT_MOST, bound, unit);
    }

    static Goal reported(Quantity quantity) {
        return new Goal(quantity, Kind.REPORTED, 0, "");
    }

    Verdict judge(Results results) {
        var figure = quantity.of(results);
        if (figure.isEmpty()) {
            return Verdict.NOT_MEASURED;
        }
        double median = figure.get().median();
        return switch (kind) {
            case AT_LEAST -> verdict(median >= bound);
            case MORE_THAN -> verdict(median > bound);
            case AT_MOST -> verdict(median <= bound);
            case REPORTED -> Verdict.REPORTED;
        };
    }

    private static Verdict verdict(boolean met) {
        return met ? Verdict.PASS : Verdict.MISS;
    }

    @Override
    public String toString() {
        return kind == Kind.REPORTED ? "reported" : kind.sign + Numbers.withUnit(bound, unit);
    }
}
