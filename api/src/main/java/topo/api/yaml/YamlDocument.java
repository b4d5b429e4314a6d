package topo.api.yaml;

/** One document of a file: its outermost value and the text that reads as the same by itself. */
record YamlDocument(YamlNode root, String source) {}
