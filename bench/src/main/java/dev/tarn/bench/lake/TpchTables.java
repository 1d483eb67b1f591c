package dev.tarn.bench.lake;

import io.trino.tpch.Customer;
import io.trino.tpch.CustomerGenerator;
import io.trino.tpch.LineItem;
import io.trino.tpch.LineItemGenerator;
import io.trino.tpch.Nation;
import io.trino.tpch.NationGenerator;
import io.trino.tpch.Order;
import io.trino.tpch.OrderGenerator;
import io.trino.tpch.Part;
import io.trino.tpch.PartGenerator;
import io.trino.tpch.PartSupplier;
import io.trino.tpch.PartSupplierGenerator;
import io.trino.tpch.Region;
import io.trino.tpch.RegionGenerator;
import io.trino.tpch.Supplier;
import io.trino.tpch.SupplierGenerator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The eight tables of TPC-H by `io.trino.tpch`, in the order they are generated in, with zstd.
public final class TpchTables {
    public static final List<String> NAMES =
            List.of(
                    "region",
                    "nation",
                    "supplier",
                    "customer",
                    "part",
                    "partsupp",
                    "orders",
                    "lineitem");

    private final BenchLake lake;

    /// The rows of one of several equal parts of a table.
    interface Generator<T> {
        Iterable<T> part(int number, int count);
    }

    private TpchTables(BenchLake lake) {
        this.lake = lake;
    }

    /// Makes the tables that are not there; as many threads as there are processors generate.
    public static void make(BenchLake lake, double scale) {
        TpchTables tables = new TpchTables(lake);
        tables.make("region", regions(), 1, (_, _) -> new RegionGenerator());
        tables.make("nation", nations(), 1, (_, _) -> new NationGenerator());
        int parts = Runtime.getRuntime().availableProcessors();
        tables.make("supplier", suppliers(), parts, (i, n) -> new SupplierGenerator(scale, i, n));
        tables.make("customer", customers(), parts, (i, n) -> new CustomerGenerator(scale, i, n));
        tables.make("part", parts(), parts, (i, n) -> new PartGenerator(scale, i, n));
        tables.make(
                "partsupp", supplies(), parts, (i, n) -> new PartSupplierGenerator(scale, i, n));
        tables.make("orders", orders(), parts, (i, n) -> new OrderGenerator(scale, i, n));
        tables.make("lineitem", lineItems(), parts, (i, n) -> new LineItemGenerator(scale, i, n));
    }

    /// Bytes of the data files of all eight.
    public static long fileBytes(BenchLake lake) {
        return NAMES.stream().mapToLong(lake::fileBytes).sum();
    }

    private <T> void make(String name, RowColumns<T> columns, int parts, Generator<T> generator) {
        if (!lake.has(name)) {
            TableCopies copies = new TableCopies(lake, Map.of(name, "zstd"), columns.schema());
            generate(copies, columns, parts, generator);
            copies.commit();
        }
    }

    /// Writes all parts, each by a thread of its own.
    static <T> void generate(
            TableCopies copies, RowColumns<T> columns, int parts, Generator<T> generator) {
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(parts)) {
            for (int part = 1; part <= parts; part++) {
                int number = part;
                running.add(
                        threads.submit(() ->
                                columns.write(
                                        generator.part(number, parts), copies.writer(number))));
            }
        }
        for (Future<?> part : running) {
            try {
                part.get();
            } catch (ExecutionException | InterruptedException e) {
                throw new IllegalStateException("Rows of TPC-H were not made", e);
            }
        }
    }

    private static RowColumns<Region> regions() {
        return new RowColumns<Region>()
                .bigint("r_regionkey", Region::getRegionKey)
                .text("r_name", Region::getName)
                .text("r_comment", Region::getComment);
    }

    private static RowColumns<Nation> nations() {
        return new RowColumns<Nation>()
                .bigint("n_nationkey", Nation::getNationKey)
                .text("n_name", Nation::getName)
                .bigint("n_regionkey", Nation::getRegionKey)
                .text("n_comment", Nation::getComment);
    }

    private static RowColumns<Supplier> suppliers() {
        return new RowColumns<Supplier>()
                .bigint("s_suppkey", Supplier::getSupplierKey)
                .text("s_name", Supplier::getName)
                .text("s_address", Supplier::getAddress)
                .bigint("s_nationkey", Supplier::getNationKey)
                .text("s_phone", Supplier::getPhone)
                .money("s_acctbal", Supplier::getAccountBalanceInCents)
                .text("s_comment", Supplier::getComment);
    }

    private static RowColumns<Customer> customers() {
        return new RowColumns<Customer>()
                .bigint("c_custkey", Customer::getCustomerKey)
                .text("c_name", Customer::getName)
                .text("c_address", Customer::getAddress)
                .bigint("c_nationkey", Customer::getNationKey)
                .text("c_phone", Customer::getPhone)
                .money("c_acctbal", Customer::getAccountBalanceInCents)
                .text("c_mktsegment", Customer::getMarketSegment)
                .text("c_comment", Customer::getComment);
    }

    private static RowColumns<Part> parts() {
        return new RowColumns<Part>()
                .bigint("p_partkey", Part::getPartKey)
                .text("p_name", Part::getName)
                .text("p_mfgr", Part::getManufacturer)
                .text("p_brand", Part::getBrand)
                .text("p_type", Part::getType)
                .integer("p_size", Part::getSize)
                .text("p_container", Part::getContainer)
                .money("p_retailprice", Part::getRetailPriceInCents)
                .text("p_comment", Part::getComment);
    }

    private static RowColumns<PartSupplier> supplies() {
        return new RowColumns<PartSupplier>()
                .bigint("ps_partkey", PartSupplier::getPartKey)
                .bigint("ps_suppkey", PartSupplier::getSupplierKey)
                .integer("ps_availqty", PartSupplier::getAvailableQuantity)
                .money("ps_supplycost", PartSupplier::getSupplyCostInCents)
                .text("ps_comment", PartSupplier::getComment);
    }

    private static RowColumns<Order> orders() {
        return new RowColumns<Order>()
                .bigint("o_orderkey", Order::getOrderKey)
                .bigint("o_custkey", Order::getCustomerKey)
                .text("o_orderstatus", order -> String.valueOf(order.getOrderStatus()))
                .money("o_totalprice", Order::getTotalPriceInCents)
                .date("o_orderdate", Order::getOrderDate)
                .text("o_orderpriority", Order::getOrderPriority)
                .text("o_clerk", Order::getClerk)
                .integer("o_shippriority", Order::getShipPriority)
                .text("o_comment", Order::getComment);
    }

    static RowColumns<LineItem> lineItems() {
        return new RowColumns<LineItem>()
                .bigint("l_orderkey", LineItem::getOrderKey)
                .bigint("l_partkey", LineItem::getPartKey)
                .bigint("l_suppkey", LineItem::getSupplierKey)
                .integer("l_linenumber", LineItem::getLineNumber)
                .money("l_quantity", item -> 100 * item.getQuantity())
                .money("l_extendedprice", LineItem::getExtendedPriceInCents)
                .money("l_discount", LineItem::getDiscountPercent)
                .money("l_tax", LineItem::getTaxPercent)
                .text("l_returnflag", LineItem::getReturnFlag)
                .text("l_linestatus", LineItem::getStatus)
                .date("l_shipdate", LineItem::getShipDate)
                .date("l_commitdate", LineItem::getCommitDate)
                .date("l_receiptdate", LineItem::getReceiptDate)
                .text("l_shipinstruct", LineItem::getShipInstructions)
                .text("l_shipmode", LineItem::getShipMode)
                .text("l_comment", LineItem::getComment);
    }
}
