package dev.stillmap.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "12, 0, 12",
        "12, 3, 12000",
        "2.55, 3, 2550",
        "-2.55, 3, -2550",
        "+2.5, 1, 25",
        "3., 2, 300",
        ".5, 1, 5",
        "17850.0, 0, 17850",
        "1.2300, 2, 123",
        "9223372036854775807, 0, 9223372036854775807",
        "-9223372036854775808, 0, -9223372036854775808",
        "92233720368547758.07, 2, 9223372036854775807",
        "000000000000000000000001, 0, 1"
    })
    void amounts(String text, int scale, long unscaled) throws BadEventException {
        assertThat(Decimals.parse(text, scale)).isEqualTo(unscaled);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "+", ".", "1.2.3", "1e3", " 1", "1 ", "0x1", "1,5", "\u0661", "--1", "NaN"})
    void whatIsNoNumber(String text) {
        assertThatExceptionOfType(BadEventException.class)
                .isThrownBy(() -> Decimals.parse(text, 2))
                .withMessageContaining("is no number");
    }

    @ParameterizedTest
    @CsvSource({
        "1.234, 2, more than 2 digits",
        "9223372036854775808, 0, too large",
        "-9223372036854775809, 0, too large",
        "92233720368547758.08, 2, too large",
        "10, 18, too large"
    })
    void whatDoesNotFit(String text, int scale, String reason) {
        assertThatExceptionOfType(BadEventException.class)
                .isThrownBy(() -> Decimals.parse(text, scale))
                .withMessageContaining(reason);
    }

    @Test
    void asBigDecimalReadsThem() {
        for (long seed = 0; seed < 100_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int scale = random.nextInt(6);
            BigInteger unscaled = new BigInteger(1 + random.nextInt(70), new java.util.Random(seed));
            BigDecimal amount = new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), random.nextInt(8));
            BigDecimal expected = amount.movePointRight(scale);
            boolean fits = expected.stripTrailingZeros().scale() <= 0
                    && expected.toBigInteger().bitLength() <= 63;
            try {
                assertThat(Decimals.parse(amount.toPlainString(), scale))
                        .as("seed %d", seed)
                        .isEqualTo(expected.longValueExact());
            } catch (BadEventException e) {
                assertThat(fits).as("seed %d: %s", seed, e.getMessage()).isFalse();
            }
        }
    }

    @Test
    void writtenAsTheyAreRead() {
        assertThat(Decimals.toString(9747747934L, 3)).isEqualTo("9747747.934");
        assertThat(Decimals.toString(-5, 2)).isEqualTo("-0.05");
        assertThat(Decimals.toString(7, 0)).isEqualTo("7");
    }
}
