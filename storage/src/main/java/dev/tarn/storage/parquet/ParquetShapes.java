package dev.tarn.storage.parquet;

import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/// Which groups are lists and maps, in today's form and in the older ones.
///
/// Source: Parquet format, LogicalTypes.md, "Nested Types" with its backward-compatibility rules.
final class ParquetShapes {
    private ParquetShapes() {}

    static boolean isList(GroupType group) {
        return group.getLogicalTypeAnnotation()
                        instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation
                && group.getFieldCount() == 1
                && group.getType(0).isRepetition(Type.Repetition.REPEATED);
    }

    /// Of a list: its element, which in the two-level form is the repeated field itself.
    static Type element(GroupType list) {
        return ParquetSchemaUtil.determineListElementType(list);
    }

    static boolean isMap(GroupType group) {
        LogicalTypeAnnotation logical = group.getLogicalTypeAnnotation();
        return (logical instanceof LogicalTypeAnnotation.MapLogicalTypeAnnotation
                        || logical instanceof LogicalTypeAnnotation.MapKeyValueTypeAnnotation)
                && group.getFieldCount() == 1
                && group.getType(0).isRepetition(Type.Repetition.REPEATED)
                && !group.getType(0).isPrimitive()
                && group.getType(0).asGroupType().getFieldCount() == 2;
    }
}
