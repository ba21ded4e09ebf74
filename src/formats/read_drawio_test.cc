// draw.io files: golden folders, and files that are made to cost time or memory.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <chrono>

#include "formats/markup.h"
#include "formats/test_flow.h"
#include "formats/unpack.h"
#include "formats/xml.h"

namespace callmap {
namespace {

struct Read {
  Flowcharts charts;
  std::vector<Finding> findings;
  double seconds = 0;

  [[nodiscard]] bool says(FindingCode code) const {
    return std::ranges::any_of(findings, [&](const Finding& each) { return each.code == code; });
  }
};

Read read(std::string_view text) {
  Read out;
  Findings findings({"flow.drawio"});
  const auto start = std::chrono::steady_clock::now();
  out.charts = read_drawio({0, "flow", text}, findings);
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  out.findings = findings.take();
  return out;
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t n = 0; n < times; ++n) out += text;
  return out;
}

std::string model(std::string_view cells) {
  return fmt::format(
      R"(<mxGraphModel><root><mxCell id="0"/><mxCell id="1" parent="0"/>{}</root></mxGraphModel>)",
      cells);
}

std::string box(std::size_t number) {
  return fmt::format(R"(<mxCell id="n{0}" value="Step {0}" vertex="1" parent="1"/>)", number);
}

std::string arrow(std::size_t from, std::size_t to) {
  return fmt::format(R"(<mxCell id="e{0}-{1}" edge="1" parent="1" source="n{0}" target="n{1}"/>)",
                     from, to);
}

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string base64(std::string_view bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    unsigned bits = 0;
    for (std::size_t n = 0; n < 3; ++n) {
      bits = bits << 8 | (at + n < bytes.size() ? static_cast<unsigned char>(bytes[at + n]) : 0u);
    }
    for (int n = 3; n >= 0; --n) {
      const bool given = at + static_cast<std::size_t>(3 - n) <= bytes.size();
      out += given ? kBase64[bits >> (6 * n) & 63u] : '=';
    }
  }
  return out;
}

// Zeros, compressed as well as deflate can: what one mebibyte of them becomes, again and again.
std::string zeros_bomb(std::size_t mebibytes) {
  std::string zeros(1u << 20, '\0'), piece(4096, '\0');
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(zeros.data());
  stream.avail_in = static_cast<uInt>(zeros.size());
  stream.next_out = reinterpret_cast<Bytef*>(piece.data());
  stream.avail_out = static_cast<uInt>(piece.size());
  deflate(&stream, Z_FULL_FLUSH);
  piece.resize(piece.size() - stream.avail_out);
  deflateEnd(&stream);
  return base64(repeated(piece, mebibytes) + std::string("\x03\x00", 2));
}

TEST(Drawio, ReadsTheFoldersAsExpected) {
  expect_goldens("drawio", 35, judge_of(read_drawio));
}

TEST(Drawio, ReadsTenThousandStepsQuickly) {
  std::string cells;
  for (std::size_t n = 0; n < kFlowNodesMax; ++n) cells += box(n);
  for (std::size_t n = 0; n + 1 < kFlowNodesMax; ++n) cells += arrow(n, n + 1);
  const Read got = read(model(cells));
  ASSERT_EQ(got.charts.size(), 1u);
  EXPECT_EQ(got.charts[0].nodes.size(), kFlowNodesMax);
  EXPECT_EQ(got.charts[0].edges.size(), kFlowNodesMax - 1);
  EXPECT_TRUE(got.findings.empty());
  EXPECT_LT(got.seconds, 100);
  const Read more = read(model(cells + box(kFlowNodesMax)));
  EXPECT_TRUE(more.says(FindingCode::kTooManyNodes));
}

TEST(Drawio, ReadsFourMebibytesAndRefusesMore) {
  const std::string text = model(box(0) + box(1));
  const std::string full = text + std::string(kFlowBytesMax - text.size(), '\n');
  EXPECT_TRUE(read(full).findings.empty());
  EXPECT_EQ(read(full + " ").findings.at(0).code, FindingCode::kFileTooBig);
}

TEST(Drawio, RefusesEntitiesThatLaughABillionTimes) {
  std::string text = "<!DOCTYPE a [<!ENTITY l0 \"ha\">";
  for (int n = 1; n < 20; ++n) {
    text += fmt::format("<!ENTITY l{} \"{}\">", n, repeated(fmt::format("&l{};", n - 1), 10));
  }
  const Read got = read(text + "]><mxfile>&l19;</mxfile>");
  ASSERT_EQ(got.findings.size(), 1u);
  EXPECT_EQ(got.findings[0].code, FindingCode::kXmlEntity);
  EXPECT_LT(got.seconds, 100);
}

TEST(Drawio, StopsAtTheLimitOfABombOfAGibibyte) {
  const std::string bomb = zeros_bomb(1024);
  EXPECT_LT(bomb.size(), kFlowBytesMax / 2);
  const Read got = read("<mxfile><diagram name=\"Bomb\">" + bomb + "</diagram></mxfile>");
  ASSERT_EQ(got.findings.size(), 1u);
  EXPECT_EQ(got.findings[0].code, FindingCode::kPackedTooLarge);
  EXPECT_LT(got.seconds, 100);
}

TEST(Drawio, PaysForOneBombOfAThousandOnly) {
  const std::string page = "<diagram>" + zeros_bomb(5) + "</diagram>";
  const Read got = read("<mxfile>" + repeated(page, 400) + "</mxfile>");
  EXPECT_EQ(got.findings.size(), 400u);
  EXPECT_LT(got.seconds, 100);
}

TEST(Unpack, TakesWhatIsAllowedAndNotAByteMore) {
  EXPECT_EQ(unpack(zeros_bomb(4), 4u << 20).error(), UnpackFault::kNotUtf8);  // zeros are no text
  EXPECT_EQ(unpack(zeros_bomb(4), (4u << 20) - 1).error(), UnpackFault::kTooLarge);
  EXPECT_EQ(unpack("AwA=", 0), "");  // nothing, compressed
  EXPECT_EQ(unpack("", 10).error(), UnpackFault::kNotDeflate);
}

TEST(Drawio, RefusesElementsInElementsWithoutEnd) {
  const Read got = read("<mxfile>" + repeated("<a>", 300'000));
  ASSERT_EQ(got.findings.size(), 1u);
  EXPECT_EQ(got.findings[0].code, FindingCode::kFileTooDeep);
  EXPECT_EQ(read("<mxfile>" + repeated("<a/>", kXmlElementsMax)).findings.at(0).code,
            FindingCode::kTooManyNodes);
}

TEST(Drawio, FollowsNoRingOfParents) {
  const Read got = read(model(R"(<mxCell id="a" value="A" vertex="1" parent="b"/>)"
                              R"(<mxCell id="b" value="B" vertex="1" parent="a"/>)"
                              R"(<mxCell id="c" value="C" vertex="1" parent="c"/>)"));
  EXPECT_FALSE(got.findings.empty());
}

TEST(Drawio, ReadsLabelsOfFullLengthInLinearTime) {
  for (const std::string_view each :
       {"&lt;b ", "&lt;a href=", "&amp;#", "&lt;!--", "%", "&quot;&lt;p"}) {
    const std::string cell = fmt::format(
        R"(<object id="a" placeholders="1" label="{}"><mxCell vertex="1" parent="1"/></object>)",
        repeated(each, 200'000));
    EXPECT_LT(read(model(cell)).seconds, 100) << each;
  }
}

TEST(Markup, KeepsWhatSomebodySees) {
  EXPECT_EQ(text_of_markup("<p>One</p><p>two<br/>three</p>").text, "One two three");
  EXPECT_EQ(text_of_markup("a < b and <name> & co").text, "a < b and <name> & co");
  EXPECT_EQ(text_of_markup("<b>bo</b>ld &amp;lt;").text, "bold &lt;");
  EXPECT_EQ(text_of_markup("<style>x{}</style>Text<!-- no -->").text, "Text");
  EXPECT_EQ(text_of_markup("<a href=\"https://a.example/?b&amp;c\">here</a>").link,
            "https://a.example/?b&c");
  EXPECT_EQ(text_of_markup("&#0;&#xD800;&#x41;&bogus;").text, "&#0;&#xD800;A&bogus;");
}

}  // namespace
}  // namespace callmap
