#include "formats/xml.h"

#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/ensure.h"
#include "formats/file_text.h"

namespace callmap {
namespace {

struct ParserFree {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};
using OwnedParser = std::unique_ptr<XML_ParserStruct, ParserFree>;

constexpr std::string_view kNoEntities =
    "save the drawing anew in draw.io, which writes neither entities nor document types";

// The text is parsed as the UTF-8 that it was found to be, whatever it declares; a declaration that
// would make other letters of it is refused.
bool is_harmless(std::string_view encoding, bool ascii) {
  const std::string name = lower_case(encoding);
  return ascii || name.empty() || name == "utf-8" || name == "utf8" || name.starts_with("utf-16");
}

class Builder {
 public:
  explicit Builder(std::string_view text)
      : parser_(XML_ParserCreate("UTF-8")),
        text_(text),
        ascii_(std::ranges::all_of(text, [](char c) { return static_cast<signed char>(c) >= 0; })) {
    ENSURE(parser_ != nullptr);
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser_.get(), on_text);
    XML_SetStartDoctypeDeclHandler(parser_.get(), on_document_type);
    XML_SetXmlDeclHandler(parser_.get(), on_declaration);
    XML_SetParamEntityParsing(parser_.get(), XML_PARAM_ENTITY_PARSING_NEVER);
  }

  std::expected<XmlElement, XmlFault> read() {
    const XML_Status status =
        XML_Parse(parser_.get(), text_.data(), static_cast<int>(text_.size()), XML_TRUE);
    if (fault_) return std::unexpected(*std::move(fault_));
    if (status == XML_STATUS_OK) return std::move(root_);
    return std::unexpected(fault_of(XML_GetErrorCode(parser_.get())));
  }

 private:
  static Builder& self(void* data) { return *static_cast<Builder*>(data); }
  static void on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
    self(data).start(name, attributes);
  }
  static void on_end(void* data, const XML_Char*) { self(data).end(); }
  static void on_text(void* data, const XML_Char* text, int length) {
    self(data).add_text({text, static_cast<std::size_t>(length)});
  }
  static void on_document_type(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    self(data).stop(FindingCode::kXmlEntity, "the file has a document type of its own",
                    kNoEntities);
  }
  static void on_declaration(void* data, const XML_Char*, const XML_Char* encoding, int) {
    Builder& builder = self(data);
    if (encoding == nullptr || is_harmless(encoding, builder.ascii_)) return;
    builder.stop(
        FindingCode::kFileEncoding,
        fmt::format("the file says that it is {}, and its bytes are UTF-8", quoted(encoding)),
        "save it as UTF-8, with `encoding=\"UTF-8\"` in its first line or without");
  }

  [[nodiscard]] std::size_t here() const {
    const auto at = XML_GetCurrentByteIndex(parser_.get());
    return at < 0 ? 0 : std::min(static_cast<std::size_t>(at), text_.size());
  }

  void stop(FindingCode code, std::string message, std::string_view hint) {
    if (fault_) return;
    fault_ = XmlFault{code, here(), std::move(message), std::string(hint)};
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  void start(const XML_Char* name, const XML_Char** attributes) {
    if (fault_) return;
    if (open_.size() == kXmlDepthMax) {
      stop(FindingCode::kFileTooDeep,
           fmt::format("more than {} elements stand in each other", kXmlDepthMax),
           "a drawing of draw.io needs ten; save it anew there");
    } else if (++count_ > kXmlElementsMax) {
      stop(FindingCode::kTooManyNodes,
           fmt::format("the file has more than {} elements", kXmlElementsMax),
           "split the drawing into several files");
    }
    if (fault_) return;
    XmlElement& element = open_.empty() ? root_ : open_.back()->parts.emplace_back();
    element.name = name;
    for (; *attributes != nullptr; attributes += 2) {
      element.attributes.emplace_back(attributes[0], attributes[1]);
    }
    element.begin = here();
    element.end = element.begin + static_cast<std::size_t>(XML_GetCurrentByteCount(parser_.get()));
    open_.push_back(&element);  // stays where it is: its parent gets no other part before it ends
  }

  void end() {
    if (!fault_) open_.pop_back();  // expat tells of one more end after it was stopped
  }

  void add_text(std::string_view text) {
    if (fault_ || open_.empty()) return;
    XmlElement& element = *open_.back();
    if (element.text.empty()) element.text_begin = here();
    element.text += text;
    element.text_end = here() + static_cast<std::size_t>(XML_GetCurrentByteCount(parser_.get()));
  }

  [[nodiscard]] XmlFault fault_of(XML_Error error) const {
    switch (error) {
      case XML_ERROR_UNDEFINED_ENTITY:
        return {FindingCode::kXmlEntity, here(), "an entity that XML does not know stands here",
                std::string(kNoEntities)};
      case XML_ERROR_NO_ELEMENTS:
        return {FindingCode::kFileSyntax, here(), "the file ends before a drawing begins",
                "save the drawing anew in draw.io"};
      case XML_ERROR_UNKNOWN_ENCODING:
      case XML_ERROR_INCORRECT_ENCODING:
        return {FindingCode::kFileEncoding, here(), "the file is not UTF-8", "save it as UTF-8"};
      default: break;
    }
    return {FindingCode::kFileSyntax, here(),
            fmt::format("this is not well-formed XML: {}", XML_ErrorString(error)),
            "save the drawing anew in draw.io, as an XML file"};
  }

  OwnedParser parser_;
  std::string_view text_;
  bool ascii_;
  XmlElement root_;
  std::vector<XmlElement*> open_;
  std::size_t count_ = 0;
  std::optional<XmlFault> fault_;
};

}  // namespace

std::string_view XmlElement::get(std::string_view attribute) const {
  const auto found = std::ranges::find(
      attributes, attribute, [](const auto& each) -> std::string_view { return each.first; });
  return found == attributes.end() ? std::string_view() : std::string_view(found->second);
}

bool XmlElement::has(std::string_view attribute) const {
  return std::ranges::any_of(attributes, [&](const auto& each) { return each.first == attribute; });
}

const XmlElement* XmlElement::find(std::string_view part) const {
  const auto found = std::ranges::find(parts, part, &XmlElement::name);
  return found == parts.end() ? nullptr : &*found;
}

std::expected<XmlElement, XmlFault> parse_xml(std::string_view text) {
  return Builder(text).read();
}

}  // namespace callmap
