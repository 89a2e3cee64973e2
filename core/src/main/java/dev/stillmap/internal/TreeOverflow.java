package dev.stillmap.internal;

import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An overflow of many entries, which only hostile or poor hash codes produce: a persistent balanced tree.
 *
 * <p><b>Cost</b>, with <i>n</i> entries: searching is O(log n) while hashes differ. Among keys of one hash it stays
 * O(log n) for keys of one class that declares to be {@code Comparable} to itself, such as {@code String}. A search
 * also visits all keys of the same hash that the order cannot tell from the searched one: those of its own class for
 * which {@code compareTo} returns 0 or does not exist (unless the very same object is found first), and, for a class
 * other than {@code String}, {@code UUID} and the boxes of primitives, those of all other classes, as they may be equal
 * to it. Any change copies O(log n) nodes after its search.
 *
 * <p><b>What keys must obey</b>: keys that are equal compare as 0. A {@code compareTo} that breaks that or is no order
 * can make keys <em>of its own class and the same hash</em> unfindable, so that they can be inserted once more; each
 * entry stays in place, is counted and is visited, all other keys are found, and every operation ends.
 */
final class TreeOverflow extends Overflow {
    /*
     * Goals, in this order: never lose an entry; logarithmic under attack by colliding strings; dividing a bucket in
     * logarithmic time when the table grows; small nodes.
     *
     * Representation: a sequence of entries (TreeNode), sorted by KeyOrder, which puts the low bits of the hash first.
     * A bucket's entries agree in the low bits, and the next bit divides the sequence at one position.
     *
     * Searching and changing are apart: searching runs code of the keys and returns a position; changing works on
     * positions and runs none. So whatever the keys do, a change does to the sequence what it says.
     *
     * The order is total but finer than equality can know. An equal key of the same class may sit anywhere among the
     * keys that compare as 0, as identity comes next; so there both subtrees are searched, first the one in which the
     * same object would be. An equal key of another class may sit anywhere among all keys of the same hash; so these
     * are visited last, but the one range that the searched key's class occupies is not entered again. For a key whose
     * class has no order the two are one: after a look where the same object would be, all keys of its hash are
     * visited.
     *
     * Invariants: at least MIN_SIZE entries; hashes ascend in the order of compareHashes; within one hash, classes
     * ascend; sizes are sums; siblings are balanced. Not an invariant: that compareTo ascends within a class, as
     * that is up to the keys.
     */

    /** Less than a small overflow can hold, so that a size that alternates does not convert each time. */
    static final int MIN_SIZE = 7;

    private final TreeNode root;

    TreeOverflow(TreeNode root) {
        assert Allocations.permit("tree overflow");
        this.root = root;
    }

    /** The tree of the entries of both, which have no key in common and {@link #MIN_SIZE} entries at least. */
    static TreeOverflow of(SmallOverflow a, SmallOverflow b) {
        return new TreeOverflow(insertAll(insertAll(null, a), b));
    }

    @Override
    long filter() {
        return Word.OVERFLOW;
    }

    @Override
    public int size() {
        return root.size;
    }

    @Override
    public int find(int hash, Object key) {
        long kind = KeyOrder.kindOf(key);
        if (!KeyOrder.isOrdered(kind)) {
            int same = findSame(hash, key, kind);
            return same >= 0 ? same : positionOf(findUnordered(root, hash, key));
        }
        int position = findInClass(root, 0, hash, key, kind);
        return position >= 0 || KeyOrder.equalsOwnClassOnly(kind)
                ? position
                : findInOtherClasses(root, 0, hash, key, kind, false, false);
    }

    @Override
    public Object keyAt(int position) {
        return TreeNode.at(root, position).key;
    }

    @Override
    public Object valueAt(int position) {
        return TreeNode.at(root, position).value;
    }

    @Override
    public Overflow replacedAt(int position, Object value) {
        return new TreeOverflow(TreeNode.replaceAt(root, position, value));
    }

    @Override
    public Overflow added(int hash, Object key, Object value) {
        return new TreeOverflow(insert(root, hash, key, value));
    }

    @Override
    public @Nullable Overflow withoutAt(int position) {
        return ofTree(TreeNode.removeAt(root, position));
    }

    @Override
    public int copyInto(@Nullable Object[] target, int at) {
        return copyInto(root, target, at);
    }

    @Override
    public void forEach(BiConsumer<Object, Object> action) {
        forEach(root, action);
    }

    @Override
    public @Nullable Overflow side(int bit, boolean one) {
        int lowerBits = bit - 1;
        if (((TreeNode.at(root, 0).hash ^ TreeNode.at(root, root.size - 1).hash) & lowerBits) != 0) {
            return filter(bit, one);
        }
        int zeros = countClear(bit);
        if (zeros == (one ? 0 : root.size)) {
            return this;
        }
        return ofTree(one ? TreeNode.drop(root, zeros) : TreeNode.take(root, zeros));
    }

    @Override
    public Overflow merge(Overflow other) {
        return new TreeOverflow(
                other instanceof TreeOverflow tree ? merge(root, tree.root) : insertAll(root, (SmallOverflow) other));
    }

    @Override
    public int firstHash() {
        return TreeNode.at(root, 0).hash;
    }

    @Override
    public Object firstKey() {
        return TreeNode.at(root, 0).key;
    }

    @Override
    public Object firstValue() {
        return TreeNode.at(root, 0).value;
    }

    @Override
    public @Nullable Overflow withoutFirst() {
        return ofTree(TreeNode.removeAt(root, 0));
    }

    @Override
    public void verify(int mask, int index, ToIntFunction<Object> spread) {
        verifyStructure();
        TreeNode[] entries = entries(root);
        for (int i = 0; i < entries.length; i++) {
            TreeNode entry = entries[i];
            verifyEntry(entry.hash, entry.key, entry.value, mask, index, spread);
            if (find(entry.hash, entry.key) != i) {
                throw broken("a key is not found at its place (compareTo of " + entry.key.getClass() + "?)");
            }
        }
    }

    /** The part of {@link #verify} that does not depend on what keys do. */
    void verifyStructure() {
        if (size() < MIN_SIZE) {
            throw broken("a tree of " + size() + " entries");
        }
        verifyBalance(root);
        TreeNode[] entries = entries(root);
        for (int i = 1; i < entries.length; i++) {
            TreeNode a = entries[i - 1];
            TreeNode b = entries[i];
            int order = KeyOrder.compareHashes(a.hash, b.hash);
            if (order > 0 || (order == 0 && KeyOrder.compareKinds(KeyOrder.kindOf(a.key), a.key, b.key) > 0)) {
                throw broken("entries " + (i - 1) + " and " + i + " are out of order");
            }
        }
    }

    TreeNode root() {
        return root;
    }

    private static void verifyBalance(@Nullable TreeNode tree) {
        if (tree == null) {
            return;
        }
        int left = TreeNode.size(tree.left);
        int right = TreeNode.size(tree.right);
        if (tree.size != left + 1 + right) {
            throw broken("a subtree of " + (left + 1 + right) + " entries counts " + tree.size);
        }
        if (!TreeNode.balanced(left, right)) {
            throw broken("siblings of " + left + " and " + right + " entries are out of balance");
        }
        verifyBalance(tree.left);
        verifyBalance(tree.right);
    }

    /** The position of the key among those of its own class, or -1; the tree begins at position {@code first}. */
    private static int findInClass(@Nullable TreeNode tree, int first, int hash, Object key, long kind) {
        TreeNode node = tree;
        int start = first;
        while (node != null) {
            int position = start + TreeNode.size(node.left);
            int order = KeyOrder.compareHashes(hash, node.hash);
            if (order == 0) {
                if (node.key == key) {
                    return position;
                }
                order = KeyOrder.compareKinds(kind, key, node.key);
                if (order == 0) {
                    order = KeyOrder.compareKeys(kind, key, node.key);
                    if (order == 0) {
                        if (key.equals(node.key)) {
                            return position;
                        }
                        boolean leftFirst = KeyOrder.compareIdentities(key, node.key) < 0;
                        int found = leftFirst
                                ? findInClass(node.left, start, hash, key, kind)
                                : findInClass(node.right, position + 1, hash, key, kind);
                        if (found >= 0) {
                            return found;
                        }
                        order = leftFirst ? 1 : -1;
                    }
                }
            }
            if (order < 0) {
                node = node.left;
            } else {
                node = node.right;
                start = position + 1;
            }
        }
        return -1;
    }

    /** The position of this very object, or -1 if it is not where the order would put it. */
    private int findSame(int hash, Object key, long kind) {
        TreeNode node = root;
        int start = 0;
        while (node != null) {
            if (node.key == key) {
                return start + TreeNode.size(node.left);
            }
            if (KeyOrder.compare(hash, key, kind, node.hash, node.key) < 0) {
                node = node.left;
            } else {
                start += TreeNode.size(node.left) + 1;
                node = node.right;
            }
        }
        return -1;
    }

    private int positionOf(@Nullable TreeNode entry) {
        if (entry == null) {
            return -1;
        }
        int position = findSame(entry.hash, entry.key, KeyOrder.kindOf(entry.key));
        // Not where the order would put it: equal identity hash codes, or a compareTo that is no order.
        return position >= 0 ? position : findSame(entry.key);
    }

    /**
     * The entry of an equal key, whose class has no order, or null: any key of the same hash may be it. Apart from the
     * order, as this visits all of them and has to be as short as it can be.
     */
    private static @Nullable TreeNode findUnordered(TreeNode tree, int hash, Object key) {
        TreeNode node = tree;
        do {
            TreeNode left = node.left;
            TreeNode right = node.right;
            if (node.hash == hash) {
                if (node.key == key || key.equals(node.key)) {
                    return node;
                }
                if (left == null || right == null) {
                    node = left == null ? right : left;
                } else {
                    TreeNode found = findUnordered(left, hash, key);
                    if (found != null) {
                        return found;
                    }
                    node = right;
                }
            } else {
                node = KeyOrder.compareHashes(hash, node.hash) < 0 ? left : right;
            }
        } while (node != null);
        return null;
    }

    /**
     * The position of the key among those of other classes, or -1. A tree that has keys of the searched one's class and
     * hash on both sides has no others inside.
     */
    private static int findInOtherClasses(
            @Nullable TreeNode tree, int first, int hash, Object key, long kind, boolean ownBefore, boolean ownBehind) {
        if (tree == null || (ownBefore && ownBehind)) {
            return -1;
        }
        int position = first + TreeNode.size(tree.left);
        int order = KeyOrder.compareHashes(hash, tree.hash);
        boolean own = false;
        if (order == 0) {
            own = key.getClass() == tree.key.getClass();
            if (!own && key.equals(tree.key)) {
                return position;
            }
        }
        if (order <= 0) {
            int found = findInOtherClasses(tree.left, first, hash, key, kind, ownBefore, own);
            if (found >= 0) {
                return found;
            }
        }
        return order < 0 ? -1 : findInOtherClasses(tree.right, position + 1, hash, key, kind, own, ownBehind);
    }

    private static TreeNode insert(@Nullable TreeNode tree, int hash, Object key, Object value) {
        int position = 0;
        long kind = KeyOrder.kindOf(key);
        TreeNode node = tree;
        while (node != null) {
            if (KeyOrder.compare(hash, key, kind, node.hash, node.key) < 0) {
                node = node.left;
            } else {
                position += TreeNode.size(node.left) + 1;
                node = node.right;
            }
        }
        return TreeNode.insertAt(tree, position, new TreeNode(hash, key, value, null, null));
    }

    private static TreeNode insertAll(@Nullable TreeNode tree, SmallOverflow entries) {
        TreeNode result = insert(tree, entries.hash(0), entries.key(0), entries.value(0));
        for (int i = 1; i < entries.size(); i++) {
            result = insert(result, entries.hash(i), entries.key(i), entries.value(i));
        }
        return result;
    }

    private static TreeNode merge(TreeNode a, TreeNode b) {
        if (KeyOrder.compareHashes(TreeNode.at(a, a.size - 1).hash, TreeNode.at(b, 0).hash) < 0) {
            return TreeNode.concat(a, b);
        }
        if (KeyOrder.compareHashes(TreeNode.at(b, b.size - 1).hash, TreeNode.at(a, 0).hash) < 0) {
            return TreeNode.concat(b, a);
        }
        TreeNode result = a.size < b.size ? b : a;
        for (TreeNode entry : entries(a.size < b.size ? a : b)) {
            result = insert(result, entry.hash, entry.key, entry.value);
        }
        return result;
    }

    /** The number of entries with the bit clear; they come first. */
    private int countClear(int bit) {
        int count = 0;
        TreeNode node = root;
        while (node != null) {
            if ((node.hash & bit) != 0) {
                node = node.left;
            } else {
                count += TreeNode.size(node.left) + 1;
                node = node.right;
            }
        }
        return count;
    }

    private @Nullable Overflow filter(int bit, boolean one) {
        TreeNode[] entries = entries(root);
        int count = 0;
        for (TreeNode entry : entries) {
            if ((entry.hash & bit) != 0 == one) {
                entries[count++] = entry;
            }
        }
        return count == root.size ? this : ofTree(TreeNode.of(entries, 0, count));
    }

    private static @Nullable Overflow ofTree(@Nullable TreeNode tree) {
        if (tree == null) {
            return null;
        }
        int size = tree.size;
        if (size >= MIN_SIZE) {
            return new TreeOverflow(tree);
        }
        TreeNode[] entries = entries(tree);
        assert Allocations.permit("tree that becomes small");
        int[] hashes = new int[size];
        Object[] pairs = new Object[2 * size];
        for (int i = 0; i < size; i++) {
            hashes[i] = entries[i].hash;
        }
        copyInto(tree, pairs, 0);
        return SmallOverflow.of(hashes, pairs);
    }

    private static TreeNode[] entries(TreeNode tree) {
        assert Allocations.permit("entries of a tree");
        TreeNode[] entries = new TreeNode[tree.size];
        TreeNode.copyInto(tree, entries, 0);
        return entries;
    }

    private static void forEach(@Nullable TreeNode tree, BiConsumer<Object, Object> action) {
        if (tree != null) {
            forEach(tree.left, action);
            action.accept(tree.key, tree.value);
            forEach(tree.right, action);
        }
    }

    private static int copyInto(@Nullable TreeNode tree, @Nullable Object[] target, int at) {
        if (tree == null) {
            return at;
        }
        int next = copyInto(tree.left, target, at);
        target[next] = tree.key;
        target[next + 1] = tree.value;
        return copyInto(tree.right, target, next + 2);
    }
}
