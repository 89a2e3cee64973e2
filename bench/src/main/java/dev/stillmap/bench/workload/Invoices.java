package dev.stillmap.bench.workload;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/**
 * Invoice lines of a retailer as compressed CSV: a file of real ones that is named by the environment variable {@value
 * #VARIABLE}, or else one of the same shape that is made here.
 */
public final class Invoices {
    /** Names the file of real lines. */
    public static final String VARIABLE = "STILLMAP_RETAIL";

    private static final int LINES = 541_909;
    private static final int CUSTOMERS = 4_372;
    private static final int PRODUCTS = 4_070;
    private static final int COUNTRIES = 38;
    private static final int LINES_OF_INVOICE = 20;
    private static final double WITHOUT_CUSTOMER = 0.25;
    private static final double EXPONENT = 0.8;
    private static final double OF_FIRST_COUNTRY = 0.91;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /** Three entities an event, count and sum. */
    private static final String DEFINITION = """
            name: retail
            input:
              format: csv
              time: time
              fields:
                invoice: {column: InvoiceNo, type: string}
                code: {column: StockCode, type: string}
                quantity: {column: Quantity, type: integer}
                time: {column: InvoiceDate, type: timestamp, format: "yyyy-MM-dd HH:mm:ss"}
                price: {column: UnitPrice, type: decimal, scale: 3}
                customer: {column: CustomerID, type: string, optional: true}
                country: {column: Country, type: string}
                value: {product: [quantity, price]}
            entities:
              customer: {key: customer, none: none}
              product: {key: code}
              country: {key: country}
            features:
              lines: {kind: count}
              quantity: {kind: sum, field: quantity}
              value: {kind: sum, field: value}
            """;

    private Invoices() {}

    /**
     * Which lines there are in this run.
     *
     * @return {@code real} or {@code made}
     */
    public static String data() {
        return System.getenv(VARIABLE) == null ? "made" : "real";
    }

    /**
     * What is kept of them.
     *
     * @return a definition in YAML
     */
    public static String definition() {
        return DEFINITION;
    }

    /**
     * Finds or makes the file.
     *
     * @return its path
     * @throws IOException if it cannot be written
     */
    public static Path file() throws IOException {
        String real = System.getenv(VARIABLE);
        if (real != null) {
            return Path.of(real);
        }
        Path file = Files.createTempFile("invoices", ".csv.gz");
        file.toFile().deleteOnExit();
        make(file, Sizes.capped(LINES));
        return file;
    }

    static void make(Path file, int lines) throws IOException {
        try (Writer out =
                new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
            write(out, lines);
        }
    }

    private static void write(Writer out, int lines) throws IOException {
        var random = new SplittableRandom(1);
        var customers = new Zipf(CUSTOMERS, EXPONENT);
        var products = new Zipf(PRODUCTS, EXPONENT);
        LocalDateTime time = LocalDateTime.of(2026, 1, 1, 8, 0);
        String customer = "";
        String country = "";
        out.write("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
        for (int line = 0; line < lines; line++) {
            if (line % LINES_OF_INVOICE == 0) {
                time = time.plusMinutes(random.nextInt(30));
                customer =
                        random.nextDouble() < WITHOUT_CUSTOMER ? "" : Integer.toString(12_346 + customers.draw(random));
                country = random.nextDouble() < OF_FIRST_COUNTRY
                        ? "United Kingdom"
                        : "Country " + random.nextInt(1, COUNTRIES);
            }
            int product = products.draw(random);
            boolean isReturned = random.nextInt(50) == 0;
            out.write((isReturned ? "C" : "") + (536_365 + line / LINES_OF_INVOICE) + "," + (20_000 + product)
                    + (product % 3 == 0 ? "A" : "") + ",\"GLASS STAR, FROSTED, NO. " + product + "\","
                    + (isReturned ? "-" : "") + (1 + random.nextInt(24)) + "," + TIME.format(time) + ","
                    + random.nextInt(20) + "." + (10 + random.nextInt(90)) + "," + customer + "," + country + "\n");
        }
    }
}
