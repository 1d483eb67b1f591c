package dev.tarn.server.engines;

/// A table `tw.types` of every type that Tarn writes and other engines have: three rows.
final class EveryType {
    static final String CREATE =
            """
            CREATE TABLE tw.types (b boolean, i integer, l bigint, f real, d double,
            d9 decimal(9,2), d18 decimal(18,4), d38 decimal(38,10), da date,
            tz timestamp(6) with time zone, tn timestamp(6), s varchar, bi varbinary, u uuid,
            li array(integer), ma map(varchar, bigint),
            st row(a integer, b row(c varchar, d array(row(e date)))),
            lm array(map(integer, varchar)))\
            """;

    static final String VALUES =
            """
            INSERT INTO tw.types VALUES (true, 1, 2, REAL '1.5', 2.5, 1.25, 12345678901234.5678,
            DECIMAL '1234567890123456789012345678.0123456789', DATE '1969-07-20',
            TIMESTAMP '1969-07-20 20:17:40.123456 UTC', TIMESTAMP '0001-01-01 00:00:00',
            'søster', X'00ff', UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59',
            ARRAY[1,NULL,3], MAP['a',1,'b',NULL],
            ROW(1, ROW('x', ARRAY[ROW(DATE '2020-02-29')])), ARRAY[MAP[1,'one',2,NULL]])\
            """;

    static final String EXTREMES =
            """
            INSERT INTO tw.types VALUES (false, -2147483648, -9223372036854775808, -infinity(),
            nan(), -9999999.99, -0.0001, DECIMAL '-0.0000000001', DATE '9999-12-31',
            TIMESTAMP '9999-12-31 23:59:59.999999 UTC', TIMESTAMP '9999-12-31 23:59:59.999999',
            '', X'', NULL, ARRAY[NULL], NULL, ROW(NULL, NULL),
            ARRAY[CAST(NULL AS map(integer, varchar))])\
            """;

    static final String NULLS = "INSERT INTO tw.types (i) VALUES (NULL)";

    private EveryType() {}
}
