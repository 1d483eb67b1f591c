package dev.tarn.server.demo;

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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The eight tables of TPC-H as CSV, by `io.trino.tpch`.
final class TpchFiles {
    private final double scaleFactor;

    TpchFiles(double scaleFactor) {
        this.scaleFactor = scaleFactor;
    }

    void writeLineItems(Path file) throws IOException {
        try (CsvLines lines =
                lines(
                        file,
                        "l_orderkey,l_partkey,l_suppkey,l_linenumber,l_quantity,l_extendedprice,l_discount,l_tax,l_returnflag,l_linestatus,l_shipdate,l_commitdate,l_receiptdate,l_shipinstruct,l_shipmode,l_comment")) {
            for (LineItem item : new LineItemGenerator(scaleFactor, 1, 1)) {
                lines.number(item.getOrderKey())
                        .number(item.getPartKey())
                        .number(item.getSupplierKey())
                        .number(item.getLineNumber())
                        .number(item.getQuantity())
                        .hundredths(item.getExtendedPriceInCents())
                        .hundredths(item.getDiscountPercent())
                        .hundredths(item.getTaxPercent())
                        .text(item.getReturnFlag())
                        .text(item.getStatus())
                        .date(item.getShipDate())
                        .date(item.getCommitDate())
                        .date(item.getReceiptDate())
                        .text(item.getShipInstructions())
                        .text(item.getShipMode())
                        .quoted(item.getComment())
                        .endLine();
            }
        }
    }

    void writeOrders(Path file) throws IOException {
        try (CsvLines lines =
                lines(
                        file,
                        "o_orderkey,o_custkey,o_orderstatus,o_totalprice,o_orderdate,o_orderpriority,o_clerk,o_shippriority,o_comment")) {
            for (Order order : new OrderGenerator(scaleFactor, 1, 1)) {
                lines.number(order.getOrderKey())
                        .number(order.getCustomerKey())
                        .text(String.valueOf(order.getOrderStatus()))
                        .hundredths(order.getTotalPriceInCents())
                        .date(order.getOrderDate())
                        .text(order.getOrderPriority())
                        .text(order.getClerk())
                        .number(order.getShipPriority())
                        .quoted(order.getComment())
                        .endLine();
            }
        }
    }

    void writeCustomers(Path file) throws IOException {
        try (CsvLines lines =
                lines(
                        file,
                        "c_custkey,c_name,c_address,c_nationkey,c_phone,c_acctbal,c_mktsegment,c_comment")) {
            for (Customer customer : new CustomerGenerator(scaleFactor, 1, 1)) {
                lines.number(customer.getCustomerKey())
                        .text(customer.getName())
                        .quoted(customer.getAddress())
                        .number(customer.getNationKey())
                        .text(customer.getPhone())
                        .hundredths(customer.getAccountBalanceInCents())
                        .text(customer.getMarketSegment())
                        .quoted(customer.getComment())
                        .endLine();
            }
        }
    }

    void writeParts(Path file) throws IOException {
        try (CsvLines lines =
                lines(
                        file,
                        "p_partkey,p_name,p_mfgr,p_brand,p_type,p_size,p_container,p_retailprice,p_comment")) {
            for (Part part : new PartGenerator(scaleFactor, 1, 1)) {
                lines.number(part.getPartKey())
                        .text(part.getName())
                        .text(part.getManufacturer())
                        .text(part.getBrand())
                        .text(part.getType())
                        .number(part.getSize())
                        .text(part.getContainer())
                        .hundredths(part.getRetailPriceInCents())
                        .quoted(part.getComment())
                        .endLine();
            }
        }
    }

    void writePartSuppliers(Path file) throws IOException {
        try (CsvLines lines =
                lines(file, "ps_partkey,ps_suppkey,ps_availqty,ps_supplycost,ps_comment")) {
            for (PartSupplier supply : new PartSupplierGenerator(scaleFactor, 1, 1)) {
                lines.number(supply.getPartKey())
                        .number(supply.getSupplierKey())
                        .number(supply.getAvailableQuantity())
                        .hundredths(supply.getSupplyCostInCents())
                        .quoted(supply.getComment())
                        .endLine();
            }
        }
    }

    void writeSuppliers(Path file) throws IOException {
        try (CsvLines lines =
                lines(file, "s_suppkey,s_name,s_address,s_nationkey,s_phone,s_acctbal,s_comment")) {
            for (Supplier supplier : new SupplierGenerator(scaleFactor, 1, 1)) {
                lines.number(supplier.getSupplierKey())
                        .text(supplier.getName())
                        .quoted(supplier.getAddress())
                        .number(supplier.getNationKey())
                        .text(supplier.getPhone())
                        .hundredths(supplier.getAccountBalanceInCents())
                        .quoted(supplier.getComment())
                        .endLine();
            }
        }
    }

    void writeNations(Path file) throws IOException {
        try (CsvLines lines = lines(file, "n_nationkey,n_name,n_regionkey,n_comment")) {
            for (Nation nation : new NationGenerator()) {
                lines.number(nation.getNationKey())
                        .text(nation.getName())
                        .number(nation.getRegionKey())
                        .quoted(nation.getComment())
                        .endLine();
            }
        }
    }

    void writeRegions(Path file) throws IOException {
        try (CsvLines lines = lines(file, "r_regionkey,r_name,r_comment")) {
            for (Region region : new RegionGenerator()) {
                lines.number(region.getRegionKey())
                        .text(region.getName())
                        .quoted(region.getComment())
                        .endLine();
            }
        }
    }

    private static CsvLines lines(Path file, String header) throws IOException {
        return new CsvLines(Files.newOutputStream(file), header);
    }
}
