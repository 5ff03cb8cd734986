package io.slipway.config;

import io.slipway.model.Origin;
import io.slipway.model.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * YAML text to {@link Node}s. The only class that knows the YAML library, so that nothing of it is
 * loaded where there is no file.
 */
final class YamlFile {
  /** More than any setting needs; an alias may point at what it stands in. */
  private static final int MAX_DEPTH = 20;

  private final String name;
  private final List<Problem> problems;

  private YamlFile(String name, List<Problem> problems) {
    this.name = name;
    this.problems = problems;
  }

  /**
   * @param name for messages; problems are added to the list
   */
  static Node parse(String name, String text, List<Problem> problems) {
    Node none = new Node.Mapping(List.of(), 1);
    LoadSettings settings = LoadSettings.builder().setLabel(name).setUseMarks(true).build();
    try {
      return new Compose(settings)
          .composeString(text)
          .map(root -> new YamlFile(name, problems).convert(root, 0))
          .orElse(none);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(m -> m.getLine() + 1).orElse(0);
      String column = e.getProblemMark().map(m -> ", column " + (m.getColumn() + 1)).orElse("");
      problems.add(
          Problem.error(
              "yaml-syntax",
              new Origin(name, line),
              "not valid YAML: " + e.getProblem() + column,
              ""));
    } catch (YamlEngineException e) {
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      problems.add(Problem.error("yaml-syntax", Origin.of(name), "not valid YAML: " + first, ""));
    }
    return none;
  }

  private Node convert(org.snakeyaml.engine.v2.nodes.Node node, int depth) {
    int line = node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    if (depth > MAX_DEPTH) {
      throw new YamlEngineException("nested too deeply");
    }
    if (node instanceof ScalarNode scalar) {
      return new Node.Scalar(scalar.getValue(), scalar.getTag().equals(Tag.NULL), line);
    }
    if (node instanceof SequenceNode sequence) {
      return new Node.Sequence(
          sequence.getValue().stream().map(item -> convert(item, depth + 1)).toList(), line);
    }
    List<Node.Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      int keyLine = tuple.getKeyNode().getStartMark().map(Mark::getLine).orElse(-1) + 1;
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      if (names.add(key)) {
        entries.add(new Node.Entry(key, keyLine, convert(tuple.getValueNode(), depth + 1)));
      } else {
        problems.add(
            Problem.error(
                "duplicate-key",
                new Origin(name, keyLine),
                "\"" + key + "\" stands here a second time",
                "keep one of them"));
      }
    }
    return new Node.Mapping(List.copyOf(entries), line);
  }
}
