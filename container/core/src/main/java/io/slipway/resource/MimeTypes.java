package io.slipway.resource;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** MIME types by extension. Immutable. */
public final class MimeTypes {
  private static final String TABLE =
      """
      application/atom+xml atom
      application/epub+zip epub
      application/geo+json geojson
      application/gzip gz tgz
      application/java-archive jar war ear
      application/json json map
      application/ld+json jsonld
      application/manifest+json webmanifest
      application/msword doc dot
      application/octet-stream bin exe dll iso img dmg deb rpm msi class
      application/ogg ogx
      application/pdf pdf
      application/pgp-signature asc sig
      application/postscript ps eps ai
      application/rdf+xml rdf
      application/rss+xml rss
      application/rtf rtf
      application/vnd.android.package-archive apk
      application/vnd.ms-excel xls
      application/vnd.ms-fontobject eot
      application/vnd.ms-powerpoint ppt
      application/vnd.oasis.opendocument.presentation odp
      application/vnd.oasis.opendocument.spreadsheet ods
      application/vnd.oasis.opendocument.text odt
      application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
      application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
      application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
      application/wasm wasm
      application/x-7z-compressed 7z
      application/x-bzip2 bz2
      application/x-ndjson ndjson
      application/x-rar-compressed rar
      application/x-sh sh
      application/x-tar tar
      application/x-x509-ca-cert crt cer der pem
      application/x-xz xz
      application/xhtml+xml xhtml xht
      application/xml xml xsl xsd
      application/xml-dtd dtd
      application/yaml yaml yml
      application/zip zip
      application/zstd zst
      audio/aac aac
      audio/flac flac
      audio/midi mid midi
      audio/mp4 m4a
      audio/mpeg mp3
      audio/ogg oga ogg opus
      audio/wav wav
      audio/webm weba
      font/collection ttc
      font/otf otf
      font/ttf ttf
      font/woff woff
      font/woff2 woff2
      image/apng apng
      image/avif avif
      image/bmp bmp
      image/gif gif
      image/heic heic
      image/jpeg jpg jpeg jpe jfif
      image/jxl jxl
      image/png png
      image/svg+xml svg
      image/tiff tif tiff
      image/webp webp
      image/x-icon ico
      model/gltf+json gltf
      model/gltf-binary glb
      text/cache-manifest appcache
      text/calendar ics
      text/css css
      text/csv csv
      text/html html htm
      text/javascript js mjs
      text/markdown md markdown
      text/plain txt text log conf ini properties java c h cpp py
      text/tab-separated-values tsv
      text/vcard vcf
      text/vtt vtt
      video/3gpp 3gp
      video/mp2t ts
      video/mp4 mp4 m4v
      video/mpeg mpeg mpg
      video/ogg ogv
      video/quicktime mov
      video/webm webm
      video/x-matroska mkv
      video/x-msvideo avi
      """;

  private final Map<String, String> byExtension;

  private MimeTypes(Map<String, String> byExtension) {
    this.byExtension = byExtension;
  }

  /** The built-in table under that of {@code web.xml}; extensions in any case, without a dot. */
  public static MimeTypes with(Map<String, String> mappings) {
    Map<String, String> all = new HashMap<>();
    TABLE
        .lines()
        .forEach(
            line -> {
              String[] words = line.split(" ");
              for (int i = 1; i < words.length; i++) {
                all.put(words[i], words[0]);
              }
            });
    mappings.forEach((extension, type) -> all.put(extension.toLowerCase(Locale.ROOT), type));
    return new MimeTypes(Map.copyOf(all));
  }

  /** As {@code ServletContext.getMimeType}; null if unknown. */
  public @Nullable String of(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return dot < 0 || dot < fileName.lastIndexOf('/')
        ? null
        : byExtension.get(fileName.substring(dot + 1).toLowerCase(Locale.ROOT));
  }
}
