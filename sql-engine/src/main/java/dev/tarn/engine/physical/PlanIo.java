package dev.tarn.engine.physical;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import dev.tarn.engine.physical.ColumnDomain.Range;
import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.transforms.Transforms;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The tables that plans read, with what conditions leave to their columns, and the one that is
/// written, as EXPLAIN (TYPE IO) shows them: the JSON of Trino. Costs are not known here, and
/// `NaN`.
public final class PlanIo {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator out;

    private PlanIo(JsonGenerator out) {
        this.out = out;
    }

    /// @param plans what is run, the first of them giving the rows
    /// @param output the whole name of the table that is written, if one is
    public static String of(List<Plan> plans, @Nullable String output) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
            new PlanIo(out).write(plans, output);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory", e);
        }
        return text.toString();
    }

    private void write(List<Plan> plans, @Nullable String output) throws IOException {
        Set<Input> inputs = new LinkedHashSet<>();
        for (Plan plan : plans) {
            collect(plan, inputs);
        }
        out.writeStartObject();
        out.writeArrayFieldStart("inputTableColumnInfos");
        for (Input input : inputs) {
            write(input);
        }
        out.writeEndArray();
        if (output != null) {
            out.writeFieldName("outputTable");
            table(output);
        }
        estimate(EstimatedRows.of(plans.getFirst()));
        out.writeEndObject();
    }

    /// A table as a scan reads it.
    private record Input(String table, boolean none, List<Constraint> constraints, double rows) {}

    private record Constraint(String column, Type type, ColumnDomain domain) {}

    private static void collect(Plan plan, Set<Input> inputs) {
        if (plan instanceof Plan.TableScan scan) {
            inputs.add(input(scan));
        }
        if (plan instanceof Plan.Values values && values.origin() != null) {
            inputs.add(new Input(values.origin(), false, List.of(), -1));
        }
        plan.inputs().forEach(input -> collect(input, inputs));
    }

    private static Input input(Plan.TableScan scan) {
        ScanDomains domains = ScanDomains.of(scan.pruning(), scan.projection());
        List<Constraint> constraints = new ArrayList<>();
        for (Map.Entry<Integer, ColumnDomain> one : domains.columns().entrySet()) {
            Types.NestedField column = scan.projection().findField(one.getKey());
            String name = scan.projection().findColumnName(one.getKey());
            constraints.add(new Constraint(name, column.type(), one.getValue()));
        }
        return new Input(scan.name(), domains.none(), constraints, scan.estimatedRows());
    }

    private void write(Input input) throws IOException {
        out.writeStartObject();
        out.writeFieldName("table");
        table(input.table);
        out.writeObjectFieldStart("constraint");
        out.writeBooleanField("none", input.none);
        out.writeArrayFieldStart("columnConstraints");
        for (Constraint constraint : input.constraints) {
            write(constraint);
        }
        out.writeEndArray();
        out.writeEndObject();
        estimate(input.rows);
        out.writeEndObject();
    }

    /// @param name catalog, namespace and table with dots between
    private void table(String name) throws IOException {
        int first = name.indexOf('.');
        int last = name.lastIndexOf('.');
        out.writeStartObject();
        out.writeStringField("catalog", first < 0 ? "" : name.substring(0, first));
        out.writeObjectFieldStart("schemaTable");
        out.writeStringField("schema", first < last ? name.substring(first + 1, last) : "");
        out.writeStringField("table", name.substring(last + 1));
        out.writeEndObject();
        out.writeEndObject();
    }

    private void write(Constraint constraint) throws IOException {
        out.writeStartObject();
        out.writeStringField("columnName", constraint.column);
        out.writeStringField("type", IcebergTypes.dataType(constraint.type).toString());
        out.writeObjectFieldStart("domain");
        out.writeBooleanField("nullsAllowed", constraint.domain.nulls());
        out.writeArrayFieldStart("ranges");
        for (Range range : constraint.domain.ranges()) {
            out.writeStartObject();
            marker("low", constraint.type, range.low(), range.includesLow(), "ABOVE");
            marker("high", constraint.type, range.high(), range.includesHigh(), "BELOW");
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
        out.writeEndObject();
    }

    /// @param beside the word for a bound that does not belong to the range, or that there is not
    private void marker(
            String name, Type type, @Nullable Object value, boolean includes, String beside)
            throws IOException {
        out.writeObjectFieldStart(name);
        if (value != null) {
            out.writeStringField("value", text(type, value));
        }
        out.writeStringField("bound", value != null && includes ? "EXACTLY" : beside);
        out.writeEndObject();
    }

    private static String text(Type type, Object value) {
        String text = Transforms.identity().toHumanString(type, value);
        return switch (type.typeId()) {
            case TIMESTAMP, TIMESTAMP_NANO -> text.replace('T', ' ');
            default -> text;
        };
    }

    private void estimate(double rows) throws IOException {
        out.writeObjectFieldStart("estimate");
        if (rows >= 0) {
            out.writeNumberField("outputRowCount", rows);
        } else {
            out.writeStringField("outputRowCount", "NaN");
        }
        for (String unknown : List.of("outputSizeInBytes", "cpuCost", "maxMemory", "networkCost")) {
            out.writeStringField(unknown, "NaN");
        }
        out.writeEndObject();
    }
}
