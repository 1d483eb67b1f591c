package dev.tarn.maintenance.procedure;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.ProcedureTable;
import dev.tarn.engine.spi.TableProcedure;
import dev.tarn.maintenance.run.ManifestRewrite;

import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// Spark's `CALL system.rewrite_manifests(table, use_caching, spec_id)`, and Trino's `ALTER TABLE …
/// EXECUTE optimize_manifests`, which has no result. What Spark caches is not computed here.
public final class RewriteManifestsProcedure implements TableProcedure {
    private static final String SPEC_ID = "spec_id";

    private final boolean isTrinos;

    private RewriteManifestsProcedure(boolean isTrinos) {
        this.isTrinos = isTrinos;
    }

    /// By Spark's name.
    public static RewriteManifestsProcedure ofSpark() {
        return new RewriteManifestsProcedure(false);
    }

    /// By Trino's name.
    public static RewriteManifestsProcedure ofTrino() {
        return new RewriteManifestsProcedure(true);
    }

    @Override
    public String name() {
        return isTrinos ? "optimize_manifests" : "rewrite_manifests";
    }

    @Override
    public List<Argument> arguments() {
        return isTrinos
                ? List.of(Arguments.TABLE)
                : List.of(
                        Arguments.TABLE,
                        Arguments.optional("use_caching", DataType.BOOLEAN),
                        Arguments.optional(SPEC_ID, DataType.INTEGER));
    }

    @Override
    public List<Field> output() {
        return isTrinos
                ? List.of()
                : List.of(
                        new Field("rewritten_manifests_count", DataType.INTEGER),
                        new Field("added_manifests_count", DataType.INTEGER));
    }

    @Override
    public List<List<@Nullable Object>> rows(ProcedureTable table, Map<String, Object> arguments) {
        Table of = table.table();
        int specId = arguments.get(SPEC_ID) instanceof Integer given ? given : of.spec().specId();
        if (!of.specs().containsKey(specId)) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "Argument '%s' is %d; it must be one of the table's, %s"
                            .formatted(SPEC_ID, specId, of.specs().keySet()));
        }
        ManifestRewrite.Outcome done = ManifestRewrite.run(of, specId);
        return isTrinos ? List.of() : List.of(List.of(done.rewrittenCount(), done.addedCount()));
    }
}
