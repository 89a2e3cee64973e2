package dev.stillmap.server.generator;

import dev.stillmap.server.definition.Definition;
import dev.stillmap.server.definition.DefinitionReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.DiscreteSampler;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes payments without end: few customers and merchants have most of them, some cards pay many times within seconds, some
 * payments are declined, some are returned later, and some come late. The same seed makes the same payments. For one thread.
 */
public final class CardPayments {

    private static final int CUSTOMERS = 100_000;

    private static final int MERCHANTS = 5_000;

    private static final double CUSTOMER_EXPONENT = 0.9;

    private static final double MERCHANT_EXPONENT = 1.0;

    private static final int MOST_CARDS = 3;

    private static final List<String> CATEGORIES = List.of(
            "groceries",
            "fuel",
            "restaurant",
            "travel",
            "electronics",
            "fashion",
            "games",
            "pharmacy",
            "cash",
            "jewellery");

    /** The logarithm of the usual amount in cents, by category. */
    private static final double[] USUAL_AMOUNT = {8.0, 8.5, 8.2, 10.0, 9.8, 8.9, 7.5, 7.8, 9.2, 11.0};

    private static final double SPREAD = 0.8;

    private static final List<String> COUNTRIES = List.of(
            "DE", "FR", "GB", "IT", "ES", "NL", "PL", "SE", "AT", "BE", "CH", "CZ", "DK", "FI", "GR", "HU", "IE", "NO",
            "PT", "RO", "US", "TR", "JP", "BR");

    private static final List<String> CHANNELS = List.of("pos", "pos", "pos", "web", "web", "atm");

    private static final double ANONYMOUS = 0.03;

    private static final double DECLINED = 0.04;

    private static final double RETURNED = 0.02;

    private static final double LATE = 0.01;

    private static final int LATEST_MILLIS = 60_000;

    private static final double BURST_BEGINS = 0.0005;

    private static final int LONGEST_BURST = 40;

    /** While a burst lasts, so many of the payments are of it. */
    private static final double OF_BURST = 0.5;

    private static final int REMEMBERED = 4_096;

    private static final double MILLIS_PER_SECOND = 1_000;

    private final UniformRandomProvider random;

    private final DiscreteSampler customers;

    private final DiscreteSampler merchants;

    private final ContinuousSampler normal;

    private final long startMillis;

    private final double perSecond;

    /** What may be returned. */
    private final @Nullable Payment[] remembered = new @Nullable Payment[REMEMBERED];

    private int burstLeft;

    private int burstCustomer;

    private long number;

    /**
     * Of a seed.
     *
     * @param seed what makes them repeat
     * @param start when the first was made
     * @param perSecond how many are made in a second of their own time
     */
    public CardPayments(long seed, Instant start, double perSecond) {
        random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
        customers = RejectionInversionZipfSampler.of(random, CUSTOMERS, CUSTOMER_EXPONENT);
        merchants = RejectionInversionZipfSampler.of(random, MERCHANTS, MERCHANT_EXPONENT);
        normal = ZigguratSampler.NormalizedGaussian.of(random);
        startMillis = start.toEpochMilli();
        this.perSecond = perSecond;
    }

    /**
     * What a server keeps of them.
     *
     * @return the definition in {@code examples/cards.yaml}
     */
    public static Definition definition() {
        try (InputStream in = Objects.requireNonNull(
                CardPayments.class.getResourceAsStream("/dev/stillmap/server/examples/cards.yaml"))) {
            return DefinitionReader.read("cards.yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The next payment.
     *
     * @return a payment
     */
    public Payment next() {
        long millis = startMillis + (long) (number * MILLIS_PER_SECOND / perSecond);
        if (random.nextDouble() < LATE) {
            millis -= random.nextInt(LATEST_MILLIS);
        }
        @Nullable Payment earlier = remembered[random.nextInt(REMEMBERED)];
        Payment payment = earlier != null && random.nextDouble() < RETURNED
                ? returned(earlier, Math.max(millis, earlier.millis()))
                : paid(millis);
        if (payment.status() == Payment.Status.CAPTURED) {
            remembered[(int) (number % REMEMBERED)] = payment;
        }
        number++;
        return payment;
    }

    private Payment returned(Payment earlier, long millis) {
        remembered[(int) (earlier.number() % REMEMBERED)] = null;
        return new Payment(
                number,
                millis,
                earlier.card(),
                earlier.customer(),
                earlier.merchant(),
                earlier.category(),
                earlier.country(),
                earlier.channel(),
                -earlier.cents(),
                Payment.Status.RETURNED);
    }

    private Payment paid(long millis) {
        int customer = customer();
        int card = random.nextInt(1 + customer % MOST_CARDS);
        int merchant = merchants.sample();
        int category = merchant % CATEGORIES.size();
        long cents = Math.max(1, Math.round(Math.exp(USUAL_AMOUNT[category] + SPREAD * normal.sample())));
        return new Payment(
                number,
                millis,
                "card-" + customer + "-" + card,
                random.nextDouble() < ANONYMOUS ? null : "customer-" + customer,
                "merchant-" + merchant,
                CATEGORIES.get(category),
                COUNTRIES.get(merchant * 31 % COUNTRIES.size()),
                CHANNELS.get(random.nextInt(CHANNELS.size())),
                cents,
                random.nextDouble() < DECLINED ? Payment.Status.DECLINED : Payment.Status.CAPTURED);
    }

    private int customer() {
        if (burstLeft > 0 && random.nextDouble() < OF_BURST) {
            burstLeft--;
            return burstCustomer;
        }
        int customer = customers.sample();
        if (burstLeft == 0 && random.nextDouble() < BURST_BEGINS) {
            burstLeft = 1 + random.nextInt(LONGEST_BURST);
            burstCustomer = customer;
        }
        return customer;
    }
}
