package dev.stillmap.inspector;

import dev.stillmap.stats.MapInternals;
import dev.stillmap.stats.MapPicture;
import java.util.Map;

/** Writes one bucket with what it holds. Keys and values are asked for their text outside any lock. */
final class Entries {

    private static final int SHOWN = 200;

    private static final int TEXT_LENGTH = 200;

    private Entries() {}

    static JsonText of(MapPicture.Site site, boolean showsEntries) {
        MapInternals.Bucket content = site.content();
        JsonText json = new JsonText()
                .startObject()
                .field("table", site.table())
                .field("buckets", site.buckets())
                .field("bucket", site.number())
                .field("moved", content.moved())
                .field("reserved", content.reserved())
                .field("epoch", content.stamp())
                .field("overflow", content.overflow())
                .field("entries", content.entries().size());
        json.startArray("shown");
        content.entries().stream().limit(SHOWN).forEach(entry -> entry(json, entry, showsEntries));
        return json.endArray().endObject();
    }

    private static void entry(JsonText json, Map.Entry<Object, Object> entry, boolean showsEntries) {
        json.startObject()
                .field("key", showsEntries ? text(entry.getKey()) : null)
                .field("keyType", entry.getKey().getClass().getName())
                .field("value", showsEntries ? text(entry.getValue()) : null)
                .field("valueType", entry.getValue().getClass().getName())
                .endObject();
    }

    /** The object's own text, cut; a text in quotes. */
    static String text(Object shown) {
        String text;
        try {
            text = String.valueOf(shown);
        } catch (Throwable e) {
            return "(its toString throws " + e.getClass().getName() + ")";
        }
        if (text == null) {
            return "(its toString returns null)";
        }
        String cut = text;
        if (text.length() > TEXT_LENGTH) {
            int end = Character.isHighSurrogate(text.charAt(TEXT_LENGTH - 1)) ? TEXT_LENGTH - 1 : TEXT_LENGTH;
            cut = text.substring(0, end) + "…";
        }
        return shown instanceof CharSequence ? '"' + cut + '"' : cut;
    }
}
