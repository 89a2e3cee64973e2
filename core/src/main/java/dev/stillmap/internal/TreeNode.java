package dev.stillmap.internal;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A persistent sequence of entries as a weight-balanced binary tree, {@code null} being the empty one. Positions are
 * counted from 0; nothing here looks at keys, so nothing here runs their code. Immutable.
 *
 * <p>The weight of a tree is its size plus one. Of two sibling trees neither weighs more than {@value #MAX_RATIO} times
 * the other, so a million entries are less than 50 levels deep. Every change is made of {@link #join}, which restores
 * that; each copies one path and shares the rest. A node takes 40 bytes with compressed references.
 */
final class TreeNode {

    private static final int MAX_RATIO = 3;

    final int hash;
    final int size;
    final Object key;
    final Object value;
    final @Nullable TreeNode left;
    final @Nullable TreeNode right;

    TreeNode(int hash, Object key, Object value, @Nullable TreeNode left, @Nullable TreeNode right) {
        assert Allocations.permit("tree node");
        this.hash = hash;
        this.key = key;
        this.value = value;
        this.left = left;
        this.right = right;
        this.size = size(left) + 1 + size(right);
    }

    static int size(@Nullable TreeNode tree) {
        return tree == null ? 0 : tree.size;
    }

    /** The entry at a position that exists. */
    static TreeNode at(TreeNode tree, int position) {
        TreeNode node = tree;
        int rest = position;
        while (true) {
            int before = size(node.left);
            if (rest == before) {
                return node;
            }
            if (rest < before) {
                node = requireNonNull(node.left);
            } else {
                rest -= before + 1;
                node = requireNonNull(node.right);
            }
        }
    }

    static TreeNode insertAt(@Nullable TreeNode tree, int position, TreeNode entry) {
        if (tree == null) {
            return entry.between(null, null);
        }
        int before = size(tree.left);
        return position <= before
                ? join(insertAt(tree.left, position, entry), tree, tree.right)
                : join(tree.left, tree, insertAt(tree.right, position - before - 1, entry));
    }

    static TreeNode replaceAt(TreeNode tree, int position, Object value) {
        int before = size(tree.left);
        if (position == before) {
            return new TreeNode(tree.hash, tree.key, value, tree.left, tree.right);
        }
        return position < before
                ? tree.between(replaceAt(requireNonNull(tree.left), position, value), tree.right)
                : tree.between(tree.left, replaceAt(requireNonNull(tree.right), position - before - 1, value));
    }

    static @Nullable TreeNode removeAt(TreeNode tree, int position) {
        int before = size(tree.left);
        if (position == before) {
            return tree.right == null ? tree.left : concat(tree.left, tree.right);
        }
        return position < before
                ? join(removeAt(requireNonNull(tree.left), position), tree, tree.right)
                : join(tree.left, tree, removeAt(requireNonNull(tree.right), position - before - 1));
    }

    /** The first {@code count} entries. */
    static @Nullable TreeNode take(@Nullable TreeNode tree, int count) {
        if (tree == null || count == 0 || count == tree.size) {
            return count == 0 ? null : tree;
        }
        int before = size(tree.left);
        return count <= before ? take(tree.left, count) : join(tree.left, tree, take(tree.right, count - before - 1));
    }

    /** All but the first {@code count} entries. */
    static @Nullable TreeNode drop(@Nullable TreeNode tree, int count) {
        if (tree == null || count == 0 || count == tree.size) {
            return count == 0 ? tree : null;
        }
        int before = size(tree.left);
        return count <= before ? join(drop(tree.left, count), tree, tree.right) : drop(tree.right, count - before - 1);
    }

    static TreeNode concat(@Nullable TreeNode left, TreeNode right) {
        return left == null ? right : join(left, at(right, 0), removeAt(right, 0));
    }

    /** The entries {@code from} (inclusive) to {@code to} (exclusive) of the array as a tree. */
    static @Nullable TreeNode of(TreeNode[] entries, int from, int to) {
        if (from == to) {
            return null;
        }
        int middle = (from + to) >>> 1;
        return entries[middle].between(of(entries, from, middle), of(entries, middle + 1, to));
    }

    static int copyInto(@Nullable TreeNode tree, TreeNode[] target, int at) {
        if (tree == null) {
            return at;
        }
        int middle = copyInto(tree.left, target, at);
        target[middle] = tree;
        return copyInto(tree.right, target, middle + 1);
    }

    /** Whether trees of these sizes may be siblings. */
    static boolean balanced(int left, int right) {
        return !tooHeavy(left, right) && !tooHeavy(right, left);
    }

    private static boolean tooHeavy(int size, int sibling) {
        return size + 1L > MAX_RATIO * (sibling + 1L);
    }

    /** The left tree, the entry of {@code middle}, and the right tree. The sizes of the two do not matter. */
    private static TreeNode join(@Nullable TreeNode left, TreeNode middle, @Nullable TreeNode right) {
        if (left != null && tooHeavy(left.size, size(right))) {
            return joinIntoLeft(left, middle, right);
        }
        if (right != null && tooHeavy(right.size, size(left))) {
            return joinIntoRight(left, middle, right);
        }
        return middle.between(left, right);
    }

    private static TreeNode joinIntoLeft(TreeNode left, TreeNode middle, @Nullable TreeNode right) {
        TreeNode outer = left.left;
        TreeNode joined = join(left.right, middle, right);
        int outerSize = size(outer);
        if (balanced(outerSize, joined.size)) {
            return left.between(outer, joined);
        }
        TreeNode inner = joined.left;
        if (inner == null
                || (balanced(outerSize, inner.size) && balanced(outerSize + 1 + inner.size, size(joined.right)))) {
            return joined.between(left.between(outer, inner), joined.right);
        }
        return inner.between(left.between(outer, inner.left), joined.between(inner.right, joined.right));
    }

    private static TreeNode joinIntoRight(@Nullable TreeNode left, TreeNode middle, TreeNode right) {
        TreeNode outer = right.right;
        TreeNode joined = join(left, middle, right.left);
        int outerSize = size(outer);
        if (balanced(joined.size, outerSize)) {
            return right.between(joined, outer);
        }
        TreeNode inner = joined.right;
        if (inner == null
                || (balanced(inner.size, outerSize) && balanced(size(joined.left), inner.size + 1 + outerSize))) {
            return joined.between(joined.left, right.between(inner, outer));
        }
        return inner.between(joined.between(joined.left, inner.left), right.between(inner.right, outer));
    }

    /** The entry of this node between the two trees: this node itself if those are its own already. */
    private TreeNode between(@Nullable TreeNode newLeft, @Nullable TreeNode newRight) {
        return newLeft == left && newRight == right ? this : new TreeNode(hash, key, value, newLeft, newRight);
    }
}
