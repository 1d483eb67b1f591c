package dev.tarn.engine;

import dev.tarn.engine.fuse.FusedLoops;
import dev.tarn.engine.plan.Inserts;
import dev.tarn.engine.plan.MergeJoins;
import dev.tarn.engine.plan.PlanCache;
import dev.tarn.engine.plan.answer.MetadataAnswers;
import dev.tarn.engine.plan.partial.PartialAggregates;
import dev.tarn.engine.plan.stats.Samples;
import dev.tarn.engine.results.ResultCache;
import dev.tarn.engine.schema.StagedWrites;
import dev.tarn.engine.validate.RecursiveQueries;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// What SET SESSION knows, and SHOW SESSION tells. Drivers may send other properties with a
/// session, which mean nothing here.
public enum SessionProperty {
    QUERY_MAX_RUN_TIME(
            TimeLimit.PROPERTY, "", "varchar", "How long a query may take, such as 90s or 1.5h"),
    PLAN_CACHE(PlanCache.PROPERTY, "true", "boolean", "Whether plans are kept and used again"),
    METADATA_ANSWERS(
            MetadataAnswers.PROPERTY,
            "true",
            "boolean",
            "Whether counts and extremes are taken from metadata where that is exact"),
    PUSH_PARTIAL_AGGREGATION_THROUGH_JOIN(
            PartialAggregates.PROPERTY,
            "true",
            "boolean",
            "Whether rows are grouped before they are joined where that makes them few"),
    SAMPLE_STATISTICS(
            Samples.PROPERTY,
            "true",
            "boolean",
            "Whether files are looked into for how many values columns have, where nothing tells"),
    RESULT_CACHE(
            ResultCache.PROPERTY, "true", "boolean", "Whether results are kept and used again"),
    EXPRESSION_FUSION(
            FusedLoops.PROPERTY,
            "true",
            "boolean",
            "Whether expressions of many rows are computed by loops made for them"),
    MERGE_JOIN(
            MergeJoins.PROPERTY,
            "true",
            "varchar",
            "Whether tables that are bucketed and sorted by a join's keys are joined by merging:"
                    + " where that costs less (true), wherever it can be (always), or not at all"
                    + " (false)"),
    MAX_RECURSION_DEPTH(
            RecursiveQueries.PROPERTY,
            "10",
            "integer",
            "How deep recursive queries may go, from 1 to 100"),
    WAP_ID(
            StagedWrites.ID,
            "",
            "varchar",
            "What writes to tables with write.wap.enabled are staged under"),
    WAP_BRANCH(
            StagedWrites.BRANCH,
            "",
            "varchar",
            "The branch that writes to tables with write.wap.enabled go to"),
    PARTITION_OVERWRITE_MODE(
            Inserts.PROPERTY,
            Inserts.STATIC,
            "varchar",
            "What INSERT OVERWRITE replaces: the named partition or table (static), or the"
                    + " partitions that it has rows for (dynamic)"),
    EXPIRE_SNAPSHOTS_MIN_RETENTION(
            "expire_snapshots_min_retention",
            "7d",
            "varchar",
            "The shortest retention_threshold of expire_snapshots"),
    REMOVE_ORPHAN_FILES_MIN_RETENTION(
            "remove_orphan_files_min_retention",
            "7d",
            "varchar",
            "The shortest retention_threshold of remove_orphan_files, which is 24h at least");

    private final String spelling;
    private final String standard;
    private final String type;
    private final String description;

    SessionProperty(String spelling, String standard, String type, String description) {
        this.spelling = spelling;
        this.standard = standard;
        this.type = type;
        this.description = description;
    }

    /// The property called `name`, whatever its case; null where there is none.
    public static @Nullable SessionProperty find(String name) {
        for (SessionProperty property : values()) {
            if (property.spelling.equalsIgnoreCase(name)) {
                return property;
            }
        }
        return null;
    }

    public static List<String> names() {
        return Arrays.stream(values()).map(SessionProperty::spelling).toList();
    }

    public String spelling() {
        return spelling;
    }

    /// The value of a session that says nothing; empty for none.
    public String standard() {
        return standard;
    }

    public String type() {
        return type;
    }

    public String description() {
        return description;
    }

    /// What [#accepts] takes, for messages.
    public String accepted() {
        return switch (this) {
            case QUERY_MAX_RUN_TIME -> "a time such as 90s";
            case WAP_ID, WAP_BRANCH -> "text";
            case PLAN_CACHE,
                    METADATA_ANSWERS,
                    PUSH_PARTIAL_AGGREGATION_THROUGH_JOIN,
                    SAMPLE_STATISTICS,
                    RESULT_CACHE,
                    EXPRESSION_FUSION ->
                    "true or false";
            case MERGE_JOIN -> "true, false or always";
            case MAX_RECURSION_DEPTH -> "a number from 1 to 100";
            case PARTITION_OVERWRITE_MODE -> "static or dynamic";
            case EXPIRE_SNAPSHOTS_MIN_RETENTION, REMOVE_ORPHAN_FILES_MIN_RETENTION ->
                    "a time such as 7d";
        };
    }

    /// Whether the property may have `value`.
    public boolean accepts(String value) {
        return switch (this) {
            case QUERY_MAX_RUN_TIME, WAP_ID, WAP_BRANCH -> true;
            case PLAN_CACHE,
                    METADATA_ANSWERS,
                    PUSH_PARTIAL_AGGREGATION_THROUGH_JOIN,
                    SAMPLE_STATISTICS,
                    RESULT_CACHE,
                    EXPRESSION_FUSION ->
                    value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
            case MERGE_JOIN -> MergeJoins.isMode(value);
            case MAX_RECURSION_DEPTH -> RecursiveQueries.isDepth(value);
            case PARTITION_OVERWRITE_MODE ->
                    value.equalsIgnoreCase(Inserts.STATIC)
                            || value.equalsIgnoreCase(Inserts.DYNAMIC);
            case EXPIRE_SNAPSHOTS_MIN_RETENTION, REMOVE_ORPHAN_FILES_MIN_RETENTION ->
                    TimeSpans.parse(value) != null;
        };
    }
}
