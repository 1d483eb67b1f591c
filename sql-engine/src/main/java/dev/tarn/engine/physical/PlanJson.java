package dev.tarn.engine.physical;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import dev.tarn.columnar.DataType.Field;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Function;

/// Plans as EXPLAIN (FORMAT JSON) shows them: one object a node, in the form of Trino's, with what
/// the node did under `stats` where it was run.
public final class PlanJson {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator out;
    private final Function<Plan, Map<String, ? extends Number>> stats;
    private int lastId;

    private PlanJson(JsonGenerator out, Function<Plan, Map<String, ? extends Number>> stats) {
        this.out = out;
        this.stats = stats;
    }

    public static String of(Plan plan) {
        return of(plan, _ -> Map.of());
    }

    /// The same with numbers by name about each node; none where there are none.
    public static String of(Plan plan, Function<Plan, Map<String, ? extends Number>> stats) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
            new PlanJson(out, stats).write(plan);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory", e);
        }
        return text.toString();
    }

    private void write(Plan plan) throws IOException {
        String name = plan.getClass().getSimpleName();
        String line = PlanText.line(plan);
        out.writeStartObject();
        out.writeStringField("id", String.valueOf(lastId++));
        out.writeStringField("name", name);
        outputs(plan);
        out.writeArrayFieldStart("details");
        out.writeString(line.startsWith(name) ? line.substring(name.length()).strip() : line);
        out.writeEndArray();
        out.writeArrayFieldStart("estimates");
        estimate(plan);
        out.writeEndArray();
        stats(plan);
        out.writeArrayFieldStart("children");
        for (Plan input : plan.inputs()) {
            write(input);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private void outputs(Plan plan) throws IOException {
        out.writeArrayFieldStart("outputs");
        for (Field field : plan.output()) {
            out.writeStartObject();
            out.writeStringField("name", field.name());
            out.writeStringField("type", field.type().toString());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void estimate(Plan plan) throws IOException {
        double rows = EstimatedRows.of(plan);
        if (rows >= 0) {
            out.writeStartObject();
            out.writeNumberField("outputRowCount", rows);
            out.writeEndObject();
        }
    }

    private void stats(Plan plan) throws IOException {
        Map<String, ? extends Number> known = stats.apply(plan);
        if (known.isEmpty()) {
            return;
        }
        out.writeObjectFieldStart("stats");
        for (Map.Entry<String, ? extends Number> one : known.entrySet()) {
            if (one.getValue() instanceof Double fraction) {
                out.writeNumberField(one.getKey(), fraction);
            } else {
                out.writeNumberField(one.getKey(), one.getValue().longValue());
            }
        }
        out.writeEndObject();
    }
}
