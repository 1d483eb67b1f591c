package dev.tarn.server.demo;

import java.util.List;

/// The SQL of the demo, in the order in which it is told.
final class DemoStatements {
    private DemoStatements() {}

    static final List<String> TABLES =
            List.of(
                    "CREATE SCHEMA IF NOT EXISTS city",
                    "CREATE SCHEMA IF NOT EXISTS tpch",
                    "DROP TABLE IF EXISTS city.trips",
                    "DROP TABLE IF EXISTS city.zones",
                    "DROP TABLE IF EXISTS city.days",
                    """
                    CREATE TABLE city.trips (
                      trip_id BIGINT, cab_company VARCHAR, pickup_at TIMESTAMP(6), dropoff_at TIMESTAMP(6),
                      pickup_zone INTEGER, dropoff_zone INTEGER, passengers INTEGER, distance_km DOUBLE,
                      payment VARCHAR, fare DECIMAL(10,2), tip DECIMAL(10,2), tolls DECIMAL(10,2),
                      total DECIMAL(10,2))
                    PARTITIONED BY (months(pickup_at))\
                    """,
                    """
                    CREATE TABLE city.zones (
                      zone_id INTEGER, zone VARCHAR, district VARCHAR, x_km DOUBLE, y_km DOUBLE)\
                    """);

    /// TPC-H's tables: name and columns.
    static final List<TpchTable> TPCH =
            List.of(
                    new TpchTable(
                            "region", "r_regionkey BIGINT, r_name VARCHAR, r_comment VARCHAR", ""),
                    new TpchTable(
                            "nation",
                            "n_nationkey BIGINT, n_name VARCHAR, n_regionkey BIGINT, n_comment"
                                    + " VARCHAR",
                            ""),
                    new TpchTable(
                            "supplier",
                            "s_suppkey BIGINT, s_name VARCHAR, s_address VARCHAR, s_nationkey"
                                    + " BIGINT, s_phone VARCHAR, s_acctbal DECIMAL(15,2), s_comment"
                                    + " VARCHAR",
                            ""),
                    new TpchTable(
                            "customer",
                            "c_custkey BIGINT, c_name VARCHAR, c_address VARCHAR, c_nationkey"
                                + " BIGINT, c_phone VARCHAR, c_acctbal DECIMAL(15,2), c_mktsegment"
                                + " VARCHAR, c_comment VARCHAR",
                            ""),
                    new TpchTable(
                            "part",
                            "p_partkey BIGINT, p_name VARCHAR, p_mfgr VARCHAR, p_brand VARCHAR,"
                                    + " p_type VARCHAR, p_size INTEGER, p_container VARCHAR,"
                                    + " p_retailprice DECIMAL(15,2), p_comment VARCHAR",
                            ""),
                    new TpchTable(
                            "partsupp",
                            "ps_partkey BIGINT, ps_suppkey BIGINT, ps_availqty INTEGER,"
                                    + " ps_supplycost DECIMAL(15,2), ps_comment VARCHAR",
                            ""),
                    new TpchTable(
                            "orders",
                            "o_orderkey BIGINT, o_custkey BIGINT, o_orderstatus VARCHAR,"
                                + " o_totalprice DECIMAL(15,2), o_orderdate DATE, o_orderpriority"
                                + " VARCHAR, o_clerk VARCHAR, o_shippriority INTEGER, o_comment"
                                + " VARCHAR",
                            " PARTITIONED BY (years(o_orderdate))"),
                    new TpchTable(
                            "lineitem",
                            "l_orderkey BIGINT, l_partkey BIGINT, l_suppkey BIGINT, l_linenumber"
                                + " INTEGER, l_quantity DECIMAL(15,2), l_extendedprice"
                                + " DECIMAL(15,2), l_discount DECIMAL(15,2), l_tax DECIMAL(15,2),"
                                + " l_returnflag VARCHAR, l_linestatus VARCHAR, l_shipdate DATE,"
                                + " l_commitdate DATE, l_receiptdate DATE, l_shipinstruct VARCHAR,"
                                + " l_shipmode VARCHAR, l_comment VARCHAR",
                            " PARTITIONED BY (years(l_shipdate))"));

    record TpchTable(String name, String columns, String partitioning) {
        String create() {
            return "CREATE TABLE tpch." + name + " (" + columns + ")" + partitioning;
        }

        String drop() {
            return "DROP TABLE IF EXISTS tpch." + name;
        }
    }

    static final List<Step> QUERIES =
            List.of(
                    new Step("How much is there?", "SELECT count(*) AS trips FROM city.trips"),
                    new Step(
                            "What does each month bring?",
                            """
                            SELECT date_trunc('month', pickup_at) AS month, count(*) AS trips, sum(total) AS revenue
                            FROM city.trips GROUP BY 1 ORDER BY 1\
                            """),
                    new Step(
                            "One day in March",
                            """
                            SELECT count(*) AS trips, avg(distance_km) AS average_km FROM city.trips
                            WHERE pickup_at >= TIMESTAMP '2026-03-14 00:00:00' AND pickup_at < TIMESTAMP '2026-03-15 00:00:00'\
                            """),
                    new Step(
                            "When is the city awake?",
                            """
                            SELECT hour(pickup_at) AS hour_of_day, count(*) AS trips FROM city.trips
                            GROUP BY 1 ORDER BY trips DESC LIMIT 5\
                            """),
                    new Step(
                            "Who earns what, by company and payment?",
                            """
                            SELECT cab_company, payment, count(*) AS trips, sum(total) AS revenue, sum(tip) AS tips
                            FROM city.trips GROUP BY cab_company, payment ORDER BY revenue DESC LIMIT 6\
                            """),
                    new Step(
                            "Where do people go? (a join)",
                            """
                            SELECT z.district, count(*) AS arrivals, avg(t.fare) AS average_fare
                            FROM city.trips t JOIN city.zones z ON t.dropoff_zone = z.zone_id
                            GROUP BY z.district ORDER BY arrivals DESC\
                            """),
                    new Step(
                            "The busiest ways across districts (two joins)",
                            """
                            SELECT a.district AS from_district, b.district AS to_district, count(*) AS trips
                            FROM city.trips t
                            JOIN city.zones a ON t.pickup_zone = a.zone_id
                            JOIN city.zones b ON t.dropoff_zone = b.zone_id
                            WHERE a.district <> b.district
                            GROUP BY a.district, b.district ORDER BY trips DESC LIMIT 5\
                            """),
                    new Step(
                            "The dearest trips (top 5 of all rows)",
                            """
                            SELECT trip_id, pickup_at, distance_km, total FROM city.trips
                            ORDER BY total DESC, trip_id LIMIT 5\
                            """),
                    new Step(
                            "Trips whose passengers nobody counted",
                            """
                            SELECT count(*) AS trips, count(passengers) AS counted, count(*) - count(passengers) AS not_counted
                            FROM city.trips\
                            """),
                    new Step(
                            "Zones above their district's average (a sub-query)",
                            """
                            WITH fares AS (
                              SELECT z.district, z.zone, avg(t.fare) AS fare
                              FROM city.trips t JOIN city.zones z ON t.pickup_zone = z.zone_id
                              GROUP BY z.district, z.zone)
                            SELECT f.district, f.zone, f.fare FROM fares f
                            JOIN (SELECT district, avg(fare) AS fare FROM fares GROUP BY district) d ON f.district = d.district
                            WHERE f.fare > d.fare * 1.1 ORDER BY f.fare DESC LIMIT 5\
                            """),
                    new Step(
                            "TPC-H query 1",
                            """
                            SELECT l_returnflag, l_linestatus, sum(l_quantity) AS sum_qty,
                              sum(l_extendedprice * (1 - l_discount)) AS sum_disc_price, avg(l_discount) AS avg_disc, count(*) AS items
                            FROM tpch.lineitem WHERE l_shipdate <= DATE '1998-09-02'
                            GROUP BY l_returnflag, l_linestatus ORDER BY l_returnflag, l_linestatus\
                            """),
                    new Step(
                            "TPC-H query 3",
                            """
                            SELECT l_orderkey, sum(l_extendedprice * (1 - l_discount)) AS revenue, o_orderdate, o_shippriority
                            FROM tpch.customer JOIN tpch.orders ON c_custkey = o_custkey JOIN tpch.lineitem ON l_orderkey = o_orderkey
                            WHERE c_mktsegment = 'BUILDING' AND o_orderdate < DATE '1995-03-15' AND l_shipdate > DATE '1995-03-15'
                            GROUP BY l_orderkey, o_orderdate, o_shippriority ORDER BY revenue DESC, o_orderdate LIMIT 5\
                            """),
                    new Step(
                            "TPC-H query 5",
                            """
                            SELECT n_name, sum(l_extendedprice * (1 - l_discount)) AS revenue
                            FROM tpch.customer JOIN tpch.orders ON c_custkey = o_custkey JOIN tpch.lineitem ON l_orderkey = o_orderkey
                            JOIN tpch.supplier ON l_suppkey = s_suppkey AND c_nationkey = s_nationkey
                            JOIN tpch.nation ON s_nationkey = n_nationkey JOIN tpch.region ON n_regionkey = r_regionkey
                            WHERE r_name = 'ASIA' AND o_orderdate >= DATE '1994-01-01' AND o_orderdate < DATE '1995-01-01'
                            GROUP BY n_name ORDER BY revenue DESC\
                            """));

    static final List<Step> EVOLUTION =
            List.of(
                    new Step(
                            "A new column, and a better name for an old one: no file is rewritten",
                            "ALTER TABLE city.trips ADD COLUMN surcharge DECIMAL(10,2)"),
                    new Step("", "ALTER TABLE city.trips RENAME COLUMN payment TO payment_type"));

    static final List<Step> AFTER_EVOLUTION =
            List.of(
                    new Step(
                            "Old rows have no surcharge, new ones will",
                            """
                            SELECT date_trunc('month', pickup_at) AS month, count(*) AS trips, count(surcharge) AS with_surcharge
                            FROM city.trips GROUP BY 1 ORDER BY 1\
                            """),
                    new Step(
                            "The table's snapshots",
                            """
                            SELECT committed_at, snapshot_id, operation FROM city."trips$snapshots" ORDER BY committed_at\
                            """));

    static final Step FILES =
            new Step(
                    "The files behind it",
                    """
                    SELECT file_format, count(*) AS files, sum(record_count) AS trips, sum(file_size_in_bytes) AS bytes
                    FROM city."trips$files" GROUP BY file_format\
                    """);
}
