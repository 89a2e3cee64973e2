package dev.stillmap.internal;

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
    final TreeNode left;
    final TreeNode right;

    TreeNode(int hash, Object key, Object value, TreeNode left, TreeNode right) {
        this.hash = hash;
        this.key = key;
        this.value = value;
        this.left = left;
        this.right = right;
        this.size = size(left) + 1 + size(right);
    }

    static int size(TreeNode tree) {
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
                node = node.left;
            } else {
                rest -= before + 1;
                node = node.right;
            }
        }
    }

    static TreeNode insertAt(TreeNode tree, int position, TreeNode entry) {
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
                ? tree.between(replaceAt(tree.left, position, value), tree.right)
                : tree.between(tree.left, replaceAt(tree.right, position - before - 1, value));
    }

    static TreeNode removeAt(TreeNode tree, int position) {
        int before = size(tree.left);
        if (position == before) {
            return concat(tree.left, tree.right);
        }
        return position < before
                ? join(removeAt(tree.left, position), tree, tree.right)
                : join(tree.left, tree, removeAt(tree.right, position - before - 1));
    }

    /** The first {@code count} entries. */
    static TreeNode take(TreeNode tree, int count) {
        if (count == 0 || count == tree.size) {
            return count == 0 ? null : tree;
        }
        int before = size(tree.left);
        return count <= before ? take(tree.left, count) : join(tree.left, tree, take(tree.right, count - before - 1));
    }

    /** All but the first {@code count} entries. */
    static TreeNode drop(TreeNode tree, int count) {
        if (count == 0 || count == tree.size) {
            return count == 0 ? tree : null;
        }
        int before = size(tree.left);
        return count <= before ? join(drop(tree.left, count), tree, tree.right) : drop(tree.right, count - before - 1);
    }

    static TreeNode concat(TreeNode left, TreeNode right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return join(left, at(right, 0), removeAt(right, 0));
    }

    /** The entries {@code from} (inclusive) to {@code to} (exclusive) of the array as a tree. */
    static TreeNode of(TreeNode[] entries, int from, int to) {
        if (from == to) {
            return null;
        }
        int middle = (from + to) >>> 1;
        return entries[middle].between(of(entries, from, middle), of(entries, middle + 1, to));
    }

    static int copyInto(TreeNode tree, TreeNode[] target, int at) {
        if (tree == null) {
            return at;
        }
        int middle = copyInto(tree.left, target, at);
        target[middle] = tree;
        return copyInto(tree.right, target, middle + 1);
    }

    /** Whether trees of these sizes may be siblings. */
    static boolean balanced(int left, int right) {
        return left + 1L <= MAX_RATIO * (right + 1L) && right + 1L <= MAX_RATIO * (left + 1L);
    }

    /** The left tree, the entry of {@code middle}, and the right tree. The sizes of the two do not matter. */
    private static TreeNode join(TreeNode left, TreeNode middle, TreeNode right) {
        int leftSize = size(left);
        int rightSize = size(right);
        if (balanced(leftSize, rightSize)) {
            return middle.between(left, right);
        }
        return leftSize > rightSize ? joinIntoLeft(left, middle, right) : joinIntoRight(left, middle, right);
    }

    private static TreeNode joinIntoLeft(TreeNode left, TreeNode middle, TreeNode right) {
        TreeNode outer = left.left;
        TreeNode joined = join(left.right, middle, right);
        int outerSize = size(outer);
        if (balanced(outerSize, joined.size)) {
            return left.between(outer, joined);
        }
        TreeNode inner = joined.left;
        if (balanced(outerSize, size(inner)) && balanced(outerSize + 1 + size(inner), size(joined.right))) {
            return joined.between(left.between(outer, inner), joined.right);
        }
        return inner.between(left.between(outer, inner.left), joined.between(inner.right, joined.right));
    }

    private static TreeNode joinIntoRight(TreeNode left, TreeNode middle, TreeNode right) {
        TreeNode outer = right.right;
        TreeNode joined = join(left, middle, right.left);
        int outerSize = size(outer);
        if (balanced(joined.size, outerSize)) {
            return right.between(joined, outer);
        }
        TreeNode inner = joined.right;
        if (balanced(size(inner), outerSize) && balanced(size(joined.left), size(inner) + 1 + outerSize)) {
            return joined.between(joined.left, right.between(inner, outer));
        }
        return inner.between(joined.between(joined.left, inner.left), right.between(inner.right, outer));
    }

    /** The entry of this node between the two trees: this node itself if those are its own already. */
    private TreeNode between(TreeNode newLeft, TreeNode newRight) {
        return newLeft == left && newRight == right ? this : new TreeNode(hash, key, value, newLeft, newRight);
    }
}
