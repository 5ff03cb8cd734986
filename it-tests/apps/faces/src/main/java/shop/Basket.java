package shop;

import jakarta.faces.push.Push;
import jakarta.faces.push.PushContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What one page remembers from one form to the next. */
@Named
@ViewScoped
public class Basket implements Serializable {
  private static final long serialVersionUID = 1L;

  @Inject
  @Push(channel = "basket")
  private PushContext push;

  private final List<String> items = new ArrayList<>();
  private String item;
  private transient Part file;
  private String uploaded;

  public void add() {
    items.add(item);
    push.send(item);
    item = null;
  }

  public void upload() throws IOException {
    uploaded =
        file.getSubmittedFileName()
            + ": "
            + new String(file.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  public List<String> getItems() {
    return items;
  }

  public String getItem() {
    return item;
  }

  public void setItem(String item) {
    this.item = item;
  }

  public Part getFile() {
    return file;
  }

  public void setFile(Part file) {
    this.file = file;
  }

  public String getUploaded() {
    return uploaded;
  }
}
