package dev.tarn.storage.parquet.format;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedList;
import java.util.List;

/// A field of a file's schema with its place in the tree. Immutable once the tree is built.
public final class SchemaNode {
    private static final int MOST_DEPTH = 100;

    private final SchemaElement element;
    private final @Nullable SchemaNode parent;
    private final int maxDefinition;
    private final int maxRepetition;
    private final int leaf;
    private final List<SchemaNode> children = new ArrayList<>(0);

    private SchemaNode(SchemaElement element, @Nullable SchemaNode parent, int leaf) {
        this.element = element;
        this.parent = parent;
        this.leaf = leaf;
        if (parent == null) {
            this.maxDefinition = 0;
            this.maxRepetition = 0;
            return;
        }
        boolean required = element.repetition() == SchemaElement.Repetition.REQUIRED;
        boolean repeated = element.repetition() == SchemaElement.Repetition.REPEATED;
        this.maxDefinition = parent.maxDefinition + (required ? 0 : 1);
        this.maxRepetition = parent.maxRepetition + (repeated ? 1 : 0);
        parent.children.add(this);
    }

    public SchemaElement element() {
        return element;
    }

    /// The definition level of entries in which the field is there.
    public int maxDefinition() {
        return maxDefinition;
    }

    /// How many repeated fields are around it, itself among them.
    public int maxRepetition() {
        return maxRepetition;
    }

    /// Its number among the columns that hold values; -1 for a group.
    public int leaf() {
        return leaf;
    }

    public boolean isLeaf() {
        return leaf >= 0;
    }

    /// What a group holds, in order.
    public List<SchemaNode> children() {
        return Collections.unmodifiableList(children);
    }

    /// The group that it is in; null for the root.
    public @Nullable SchemaNode parent() {
        return parent;
    }

    /// The names that lead to it from the root, which is left out.
    public List<String> path() {
        LinkedList<String> names = new LinkedList<>();
        for (SchemaNode node = this; node.parent != null; node = node.parent) {
            names.addFirst(node.element.name());
        }
        return List.copyOf(names);
    }

    /// The path with dots between, for messages.
    public String name() {
        return String.join(".", path());
    }

    /// The tree of `elements`, of which the first is the root; its columns, in order, are added to
    /// `leaves`.
    static SchemaNode tree(List<SchemaElement> elements, List<SchemaNode> leaves) {
        if (elements.isEmpty() || elements.getFirst().type() != null) {
            throw FormatException.malformed(
                    "a footer has a schema that does not begin with a group");
        }
        SchemaNode root = new SchemaNode(elements.getFirst(), null, -1);
        int next = root.fill(elements, 1, leaves, 1);
        if (next != elements.size()) {
            throw FormatException.malformed(
                    "a footer has a schema of %d fields, %d of them outside its root"
                            .formatted(elements.size(), elements.size() - next));
        }
        return root;
    }

    /// Adds the children of this group, which begin at `elements[next]`; where they end.
    private int fill(List<SchemaElement> elements, int next, List<SchemaNode> leaves, int depth) {
        if (depth > MOST_DEPTH) {
            throw FormatException.unsupported(
                    "a footer has a schema of more than %d groups in one another"
                            .formatted(MOST_DEPTH));
        }
        int at = next;
        for (int i = 0; i < element.childCount(); i++) {
            if (at == elements.size()) {
                throw FormatException.malformed(
                        "a footer has a schema that ends within group '%s'".formatted(name()));
            }
            SchemaElement child = elements.get(at++);
            if (child.type() != null) {
                leaves.add(new SchemaNode(child, this, leaves.size()));
            } else {
                at = new SchemaNode(child, this, -1).fill(elements, at, leaves, depth + 1);
            }
        }
        return at;
    }
}
