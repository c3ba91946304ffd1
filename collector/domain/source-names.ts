import type { IdRow, Kind } from '../../shared/source.ts';

/**
 * Names of one kind. `source-table.ts` says how they are matched.
 *
 * A name with a dot is a host with everything under it (`reddit.com`: old.reddit.com), or an
 * Android package. With `=` before it, only what serves the same purpose under it counts
 * (m.google.com, but not docs.google.com). `.*` is any national ending (google.co.uk). A name
 * without a dot is a word of `utm_source`; its `-` stands for a space and `_` too.
 */
export interface Names {
  kind: Kind | '';
  /** The name alone proves a paid click. */
  paid?: true;
  /**
   * Lines of a platform and its names. The platform is a word of `utm_source` itself, and of a
   * search engine the source in GA4's words. `bing:msn` says another word, `google:` says none.
   */
  platforms?: string;
  /** Hosts that people call by the first label, in `utm_source` too; or such a word alone. */
  brands?: string;
  /** Hosts without a short name, or with one that means too much else. */
  hosts?: string;
}

const SEARCH: readonly Names[] = [
  // GA4 has a word for these: https://support.google.com/analytics/answer/9756891
  {
    kind: 'Search',
    platforms: `
      google          =google.* =google.cat goog googel com.google.android.googlequicksearchbox
                      com.google.android.apps.searchlite
      bing            bing.com microsoft com.microsoft.bing
      bing:msn        =msn.com ntp.msn.com search.msn.com
      yahoo           =yahoo.* search.yahoo.* images.yahoo.* jp.co.yahoo.android.yjtop
      duckduckgo      duckduckgo.com duck.com ddg.gg ddg com.duckduckgo.mobile.android
      yandex          =yandex.* =ya.ru ru.yandex.searchplugin
      baidu           =baidu.com com.baidu.searchbox
      naver           =naver.com search.naver.com com.nhn.android.search
      daum            =daum.net search.daum.net net.daum.android.daum
      sogou           sogou.com
      qwant           qwant.com qwantjunior.com com.qwant.liberty
      seznam          =seznam.cz search.seznam.cz
      aol             =aol.* search.aol.* suche.aol.de recherche.aol.fr aolsearch.com
      ask             ask.com ask.co.uk askjeeves.com
      lycos           =lycos.* search.lycos.*
      dogpile         dogpile.com
      rambler         =rambler.ru nova.rambler.ru
      onet            =onet.pl szukaj.onet.pl
      virgilio        =virgilio.it ricerca.virgilio.it
      terra           =terra.com.br busca.terra.com.br buscador.terra.es
      globo           =globo.com busca.globo.com
      ukr             =ukr.net search.ukr.net
      biglobe         =biglobe.ne.jp search.biglobe.ne.jp =biglobe.co.jp
      rakuten         =rakuten.co.jp websearch.rakuten.co.jp
      auone           =auone.jp search.auone.jp sp-web.search.auone.jp
      eniro           eniro.*
      kvasir          kvasir.no
      startsiden      startsiden.no
      najdi           najdi.si
      babylon         babylon.com
      conduit         conduit.com
      avg             isearch.avg.com search.avg.com mysearch.avg.com
      comcast         search.comcast.net search.xfinity.com
      alice           search.alice.it
      incredimail     mystart.incredimail.com search.incredimail.com
      search-results  search-results.com
    `,
  },
  // Not the web search itself: GA4 files them under search, but keeps the host as a referral.
  {
    kind: 'Search',
    platforms: `
      google:  google-play webcache.googleusercontent.com news.google.* lens.google.* play.google.*
               search.google.* scholar.google.* cse.google.* com.google.android.apps.magazines
               com.google.ar.lens com.android.vending
      yandex:  news.yandex.* zen.yandex.* webmaster.yandex.* clck.yandex.*
    `,
  },
  // Those that keep no records or give their profit away, and those with an index of their own.
  {
    kind: 'Search',
    platforms: `
      brave:search.brave.com
      ecosia:ecosia.org  ecosia com.ecosia.android
    `,
    brands: `
      startpage.com kagi.com swisscows.com mojeek.com gibiru.com metager.org presearch.com
      oscobo.com lilo.org ekoru.org givero.com gexsi.com rapusia.org karmasearch.org entireweb.com
      lukol.com searchencrypt.com privacywall.org freespoke.com luxxle.com stract.com gigablast.com
      infotiger.com rightdao.com peekier.com hulbee.com unbubble.eu millionshort.com cliqz.com
      tusksearch.com qmamu.com goodsearch.com everyclick.com elliotforwater.com kiddle.co
      refseek.com wolframalpha.com boardreader.com ghosterysearch.com
    `,
    hosts: `
      yep.com ixquick.com ixquick.eu metager.de presearch.org glowstery.com oceanhero.today
      youcare.world search.marginalia.nu marginalia-search.com wiby.me alexandria.org etools.ch
      leta.mullvad.net search.disconnect.me easysearch.org.uk carrot2.org searchlock.com searx.be
      searx.me searx.space searx.info searx.tiekoetter.com searxng.site search.disroot.org
      search.sapti.me search.inetol.net baresearch.org paulgo.io priv.au opnxng.com 4get.ca
    `,
  },
  // The older ones, and what toolbars, virus scanners and providers set as the start page.
  {
    kind: 'Search',
    brands: `
      excite.com picsearch.com altavista.com alltheweb.com hotbot.com webcrawler.com metacrawler.com
      infospace.com exactseek.com yippy.com clusty.com exalead.com searchalot.com euroseek.com
      trovi.com mywebsearch.com delta-search.com sweetim.com
    `,
    hosts: `
      mamma.com excite.co.jp excite.it results.excite.com info.com search.com teoma.com zapmeta.com
      zapmeta.ws izito.com myway.com mysearch.com mystart.com search.snapdo.com
      search.incredibar.com start.iminent.com search.norton.com safesearch.norton.com
      search.avira.com search.avira.net search.opera.com portal.opera.com search.swagbucks.com
      search.earthlink.net search.juno.com search.netzero.net search.charter.net search.verizon.net
      search.centurylink.com search.cox.net search.windstream.net search.bt.com search.sky.com
      search.virginmedia.com search.talktalk.co.uk search.tiscali.co.uk search.orange.co.uk
      search.xtra.co.nz search.shaw.ca search.sympatico.ca
    `,
  },
  // By country: East Asia; Russia, Ukraine and the Baltics; German; French; southern and central
  // Europe; the North and the Low Countries; elsewhere.
  {
    kind: 'Search',
    brands: `
      haosou.com chinaso.com zhongsou.com petalsearch.com coccoc.com nigma.ru webalta.ru aport.ru
      bigmir.net fireball.de abacho.com netsprint.pl gooru.pl zoznam.sk abcsok.no jubii.dk
      zarebin.ir parsijoo.ir gerdoo.me yaani.com rediff.com guruji.com walla.co.il
    `,
    hosts: `
      so.com 360.cn sm.cn quark.cn so.toutiao.com soso.com youdao.com search.nate.com search.zum.com
      search.goo.ne.jp search.nifty.com search.smt.docomo.ne.jp search.so-net.ne.jp
      search.livedoor.com search.yam.com go.mail.ru sputnik.ru =tut.by search.tut.by search.qip.ru
      gogo.ru search.i.ua neti.ee suche.t-online.de suche.web.de suche.gmx.net suche.gmx.at
      suche.gmx.ch suche.freenet.de suche.1und1.de search.1und1.de search.1and1.com
      search.bluewin.ch search.ch austronaut.at lemoteur.orange.fr lemoteur.fr search.orange.fr
      search.free.fr recherche.sfr.fr dazoo.fr ricerca.libero.it arianna.libero.it search.tiscali.it
      search.tim.it pesquisa.sapo.pt hispavista.com szukaj.wp.pl szukaj.o2.pl =centrum.cz
      search.centrum.cz search.atlas.cz search.in.gr search.dir.bg gbg.bg startgoogle.startpagina.nl
      zoek.nl vinden.nl vindex.nl ilse.nl kobala.nl sesam.no ofir.dk arama.mynet.com
      search.rediff.com busca.uol.com.br busca.ig.com.br ananzi.co.za anzwers.com.au
    `,
  },
];

const SOCIAL: readonly Names[] = [
  // Networks, and what their apps and their advertising tools call them. Meta's macro
  // {{site_source_name}} writes fb, ig, msg and an.
  {
    kind: 'Social',
    platforms: `
      facebook      facebook.com fb.com fb.me fb.watch fb.gg m.me messenger.com fbsbx.com
                    workplace.com fb fcb meta an msg messenger audience-network com.facebook.katana
                    com.facebook.lite com.facebook.orca com.facebook.mlite
      instagram     instagram.com ig.me instagr.am ig insta com.instagram.android com.instagram.lite
      threads       threads.net threads.com com.instagram.barcelona
      twitter       twitter.com x.com t.co tweetdeck.com x tw com.twitter.android
                    com.twitter.android.lite
      linkedin      linkedin.com lnkd.in linkedin.cn li linked-in com.linkedin.android
      tiktok        tiktok.com tiktokv.com tik.tok tt tik-tok com.zhiliaoapp.musically
                    com.zhiliaoapp.musically.go com.ss.android.ugc.trill
      pinterest     pinterest.* pin.it pin com.pinterest
      snapchat      snapchat.com snap com.snapchat.android
      reddit        reddit.com redd.it redditmedia.com com.reddit.frontpage
                    com.andrewshu.android.reddit com.laurencedawson.reddit_sync
                    com.onelouder.baconreader free.reddit.news
      nextdoor      nextdoor.* com.nextdoor
      quora         quora.com com.quora.android
      tumblr        tumblr.com t.umblr.com com.tumblr
      google-plus:  plus.google.com google+ google-plus googleplus
      bluesky       bsky.app bsky.social bsky xyz.blueskyweb.app
      mastodon      joinmastodon.org org.joinmastodon.android mastodonapp.uk mas.to mamot.fr
                    pawoo.net fosstodon.org hachyderm.io infosec.exchange techhub.social
                    universeodon.com ohai.social c.im troet.cafe chaos.social norden.social
                    mastodontech.de sfba.social toot.community aus.social journa.host ioc.exchange
                    indieweb.social piaille.fr vis.social social.vivaldi.net social.tchncs.de
      hackernews    news.ycombinator.com hacker-news ycombinator hn
    `,
    brands: `
      myspace.com alignable.com hi5.com badoo.com meetme.com bebo.com friendster.com
      couchsurfing.com cafemom.com gaiaonline.com ning.com truthsocial.com gettr.com parler.com
      mewe.com tribel.com spoutible.com cohost.org ello.co lemon8-app.com bereal.com plurk.com
      yubo.live farcaster.xyz warpcast.com steemit.com peakd.com mylife.com mocospace.com fubar.com
      imvu.com habbo.com roblox.com secondlife.com blackplanet.com migente.com care2.com wayn.com
      tripit.com wellfound.com f6s.com ryze.com activerain.com netlog.com fotolog.com okcupid.com
      zoosk.com lovoo.com bumble.com tinder.com fetlife.com caringbridge.org classmates.com
      blogher.com
    `,
    hosts: `
      gab.com post.news hive.blog hive.social counter.social primal.net snort.social match.com
      pof.com geni.com angel.co minds.com tagged.com vero.co clubhouse.com about.me bere.al
      joinclubhouse.com neighbors.ring.com
    `,
  },
  // Messengers: a link that somebody passed on.
  {
    kind: 'Social',
    platforms: `
      whatsapp      whatsapp.com whatsapp.net wa.me wl.co com.whatsapp com.whatsapp.w4b
      telegram      telegram.org telegram.me t.me telegra.ph org.telegram.messenger
                    org.telegram.messenger.web org.thunderdog.challegram
      discord       discord.com discord.gg discordapp.com com.discord
      slack         slack.com com.slack
      teams:        teams.microsoft.com teams.live.com teams.cloud.microsoft
                    statics.teams.cdn.office.net com.microsoft.teams microsoft-teams ms-teams
                    msteams
      skype         skype.com com.skype.raider
      viber         viber.com com.viber.voip
      line          line.me jp.naver.line.android
      kakao         story.kakao.com pf.kakao.com open.kakao.com kakaotalk kakao-talk com.kakao.talk
      wechat        wechat.com weixin.qq.com weixin110.qq.com weixin com.tencent.mm
      zalo          zalo.me chat.zalo.me com.zing.zalo
      signal:       signal.org signal.me org.thoughtcrime.securesms
      google-chat:  chat.google.com
    `,
  },
  // Networks of a country or a language.
  {
    kind: 'Social',
    platforms: `
      vk           vk.com vk.ru vk.me vk.cc vkontakte.ru vkontakte com.vkontakte.android
      ok:          ok.ru odnoklassniki.ru odnoklassniki ru.ok.android
      weibo        weibo.com weibo.cn t.cn sina-weibo com.sina.weibo
      xiaohongshu  xiaohongshu.com xhslink.com rednote.com rednote com.xingin.xhs
      douyin       douyin.com iesdouyin.com com.ss.android.ugc.aweme
      dzen         dzen.ru
      hatena       hatena.ne.jp hatenablog.com hatenablog.jp
      ameba        ameba.jp ameblo.jp
      nicovideo    nicovideo.jp nico.ms niconico
      livedoor     livedoor.com livedoor.jp livedoor.blog
      taringa      taringa.net
      wykop        wykop.pl
    `,
    brands: `
      xing.com viadeo.com skyrock.com copainsdavant.com jappy.de knuddels.de stayfriends.de
      studivz.net meinvz.net tuenti.com hyves.nl draugiem.lv iwiw.hu nk.pl meneame.net orkut.com
      livejournal.* pikabu.ru habr.com drive2.ru zhihu.com douban.com renren.com kaixin001.com
      qzone.qq.com mixi.jp cyworld.com pixnet.net dcard.tw sharechat.com kooapp.com kaskus.co.id
      lowyat.net pantip.com liveinternet.ru babyblog.ru fotostrana.ru spoluzaci.cz goldenline.pl
      fotka.pl suomi24.fi familjeliv.se flashback.org chefkoch.de partyflock.nl eksisozluk.com
      donanimhaber.com cloob.com togetter.com exblog.jp seesaa.net jugem.jp okwave.jp smartnews.com
      newspicks.com 4travel.jp
    `,
    hosts: `
      copainsdavant.linternaute.com viadeo.journaldunet.com diary.ru woman.ru spin.de rate.ee
      lide.cz gathering.tweakers.net forum.fok.nl dek-d.com gree.jp mbga.jp fc2.com
      cocolog-nifty.com blog.goo.ne.jp blog.jp xueqiu.com 51.com tudou.com egloos.com velog.io
      virgool.io blogfa.com my.mail.ru otvet.mail.ru vc.ru tieba.baidu.com zhidao.baidu.com
      mp.weixin.qq.com jianshu.com v2ex.com hupu.com tianya.cn blog.sina.com.cn blog.csdn.net
      csdn.net blog.naver.com cafe.naver.com kin.naver.com post.naver.com band.us cafe.daum.net
      tistory.com dcinside.com fmkorea.com clien.net ppomppu.co.kr theqoo.net ruliweb.com
      brunch.co.kr note.com chiebukuro.yahoo.co.jp 5ch.net 2ch.net 2ch.sc oshiete.goo.ne.jp ptt.cc
      mobile01.com lihkg.com discuss.com.hk voz.vn tinhte.vn webtretho.com hardwarezone.com.sg
    `,
  },
  // Questions and answers, blogs and newsletters, shared work, taste and sport.
  {
    kind: 'Social',
    platforms: `
      askfm          ask.fm
      stackoverflow  stackoverflow.com stackexchange.com superuser.com serverfault.com askubuntu.com
                     mathoverflow.net stackapps.com stack-overflow
      blogger        blogger.com blogspot.* blogspot
      lastfm         last.fm lastfm.*
      wordpress      wordpress.com wordpress.org com.wordpress.android org.wordpress.android
    `,
    brands: `
      medium.com substack.com typepad.com xanga.com hubpages.com wattpad.com squidoo.com
      hashnode.com hackernoon.com producthunt.com indiehackers.com slashdot.org github.com
      techmeme.com deviantart.com behance.net dribbble.com artstation.com flickr.com 500px.com
      imgur.com giphy.com photobucket.com smugmug.com weheartit.com vsco.co goodreads.com
      librarything.com letterboxd.com soundcloud.com mixcloud.com reverbnation.com strava.com
      ravelry.com untappd.com allrecipes.com epicurious.com cookpad.com weebly.com flixster.com
      kaggle.com anobii.com myanimelist.net filmaffinity.com mubi.com fanfiction.net fanpop.com
      pixiv.net discogs.com bandcamp.com crunchyroll.com ancestry.* myheritage.* athlinks.com
      dreamwidth.org canalblog.com eklablog.com bloglovin.com bloglines.com dzone.com
      codeproject.com lang-8.com italki.com interpals.net brainly.* blurtit.com change.org
      opendiary.com academia.edu researchgate.net slideshare.net scribd.com issuu.com patreon.com
      gutefrage.net meetup.com glassdoor.com fishbowlapp.com teamblind.com swarmapp.com
    `,
    hosts: `
      answers.yahoo.com answers.com wikihow.com fandom.com fluther.com dev.to lobste.rs flic.kr
      tenor.com over-blog.com video.ibm.com speakerdeck.com ko-fi.com buymeacoffee.com
      answers.microsoft.com sites.google.com groups.google.com groups.yahoo.com groups.io
      googlegroups.com
    `,
  },
  // Where links are kept, shortened, scheduled or listed below a profile.
  {
    kind: 'Social',
    platforms: `
      hootsuite    hootsuite.com ow.ly owl.li ht.ly
      buffer       buffer.com bufferapp.com buff.ly
      flipboard    flipboard.com flip.it flipboard.app
      pocket:      getpocket.com
      linktree     linktr.ee
      stumbleupon  stumbleupon.com stumble-upon
      delicious    delicious.com del.icio.us
      bitly        bit.ly j.mp
    `,
    brands: `
      digg.com diigo.com scoop.it folkd.com instapaper.com feedly.com pinboard.in pearltrees.com
      bibsonomy.org tinyurl.com sharethis.com buzzfeed.com feedspot.com sproutsocial.com
      socialoomph.com paper.li dlvr.it fark.com netvibes.com inoreader.com beacons.ai taplink.cc
      lnk.bio allmylinks.com
    `,
    hosts: `
      goo.gl is.gd v.gd ift.tt spr.ly trib.al shar.es snip.ly hubs.ly hubs.li hubs.la lnk.to
      bio.link campsite.bio linkin.bio hoo.be solo.to msha.ke bio.site mix.com symbaloo.com
      newsblur.com
    `,
  },
  // A source of GA4's table as it stands.
  { kind: 'Social', hosts: 'social' },
  // Forums: general; trades, houses and money; health and family; cars; technology; by country.
  {
    kind: 'Social',
    brands: `
      tapatalk.com proboards.com metafilter.com 4chan.org 9gag.com somethingawful.com resetera.com
      neogaf.com gamefaqs.com lemmy.world contractortalk.com hvac-talk.com diychatroom.com
      biggerpockets.com city-data.com bogleheads.org wallstreetoasis.com warriorforum.com
      blackhatworld.com patientslikeme.com healthunlocked.com allnurses.com babycenter.com
      mumsnet.com netmums.com thebump.com dailystrength.org medhelp.org flyertalk.com
      cruisecritic.com gamespot.com avsforum.com xda-developers.com steamcommunity.com nairaland.com
      forocoches.com mediavida.com elotrolado.net aufeminin.com doctissimo.fr jeuxvideo.com
    `,
    hosts: `
      freeforums.net boards.net forumotion.com vbulletin.com lemmy.ml beehaw.org kbin.social
      sh.itjust.works garagejournal.com plumbingzone.com electriciantalk.com terrylove.com
      gardenweb.com bimmerpost.com bimmerforums.com vwvortex.com f150forum.com rennlist.com
      pistonheads.com teslamotorsclub.com jeepforum.com priuschat.com toyotanation.com iwsti.com
      forums.moneysavingexpert.com forum.hardware.fr commentcamarche.net skyscrapercity.com
      community.whattoexpect.com inspire.com dogforum.com whirlpool.net.au boards.ie
      forums.redflagdeals.com motor-talk.de wer-weiss-was.de urbia.de burbuja.info alfemminile.com
      forums.digitalspy.com geekzone.co.nz community.spiceworks.com spiceworks.com
      community.atlassian.com community.hubspot.com
    `,
  },
];

const VIDEO: readonly Names[] = [
  {
    kind: 'Video',
    platforms: `
      youtube      youtube.com youtu.be youtube-nocookie.com yt you-tube com.google.android.youtube
                   com.google.android.apps.youtube.music
      vimeo        vimeo.com vimeopro.com com.vimeo.android.videoapp
      dailymotion  dailymotion.com dai.ly com.dailymotion.dailymotion
      twitch       twitch.tv tv.twitch.android.app
      wistia       wistia.com wistia.net wi.st
      bilibili     bilibili.com bilibili.tv b23.tv tv.danmaku.bili
      iqiyi        iqiyi.com iq.com
      kuaishou     kuaishou.com chenzhongtech.com kwai.com kwai
      rutube       rutube.ru
      vk:          vkvideo.ru
      afreecatv    afreecatv.com sooplive.co.kr
    `,
    brands: `
      rumble.com odysee.com bitchute.com brightcove.com vidyard.com loom.com vidalytics.com
      sproutvideo.com jwplayer.com jwplatform.com kaltura.com panopto.com dubb.com bombbomb.com
      livestream.com ustream.tv streamable.com streamyard.com restream.io netflix.com hulu.com
      disneyplus.com peacocktv.com paramountplus.com crackle.com hotstar.com zee5.com
      curiositystream.com floatplane.com nebula.tv veoh.com metacafe.com vevo.com ted.com douyu.com
      huya.com twitcasting.tv liveleak.com dlive.tv trovo.live coub.com youku.com kick.com
      utreon.com triller.co likee.video videa.hu
    `,
    hosts: `
      v.qq.com ixigua.com chzzk.naver.com tv.naver.com tv.kakao.com lbry.tv d.tube framatube.org
      break.com peertube.tv tilvids.com pluto.tv tubitv.com cda.pl mgtv.com ardmediathek.de
      players.brightcove.net
    `,
  },
];

const SHOPPING: readonly Names[] = [
  // Marketplaces and large shops.
  {
    kind: 'Shopping',
    platforms: `
      amazon        amazon.* amzn.to amzn.com amzn.eu a.co amazon.com.be
                    com.amazon.mshop.android.shopping
      ebay          ebay.* ebay.us ebaystores.com com.ebay.mobile
      etsy          etsy.com etsy.me com.etsy.android
      aliexpress    aliexpress.* ali-express com.alibaba.aliexpresshd
      mercadolibre  mercadolibre.* mercadolivre.com.br mercadolivre mercado-libre
      rakuten:      item.rakuten.co.jp search.rakuten.co.jp rakuten.com rakuten.de rakuten.fr
      jd            jd.com jd.hk
      zalando       zalando.*
      vinted        vinted.*
      shopify       shopify.com
      google:       shopping.google.* google-shopping
      bing:         bing-shopping
      yahoo:        shopping.yahoo.* auctions.yahoo.co.jp
      yandex:       market.yandex.* yandex.market
      instagram:    igshopping ig-shopping instagram-shopping
      naver:        shopping.naver.com smartstore.naver.com brand.naver.com naver-shopping
    `,
    brands: `
      walmart.* homedepot.* lowes.com wayfair.* costco.* bestbuy.* overstock.com newegg.* sears.com
      macys.com kohls.com nordstrom.com samsclub.com chewy.com qvc.com hsn.com zappos.com ikea.*
      alibaba.com taobao.com tmall.com 1688.com temu.com shein.* pinduoduo.com banggood.com
      dhgate.com gearbest.com made-in-china.com globalsources.com shopee.* lazada.* tokopedia.com
      bukalapak.com flipkart.com snapdeal.com meesho.com myntra.com coupang.com gmarket.co.kr
      11st.co.kr mercari.com zozo.jp qoo10.* americanas.com.br magazineluiza.com.br submarino.com.br
      falabella.com linio.* allegro.* kaufland.* manomano.* cdiscount.com fnac.* darty.com
      rueducommerce.fr bol.com coolblue.* mediamarkt.* alza.* emag.* trendyol.com hepsiburada.com
      n11.com gittigidiyor.com ozon.ru wildberries.ru rozetka.com.ua onbuy.com argos.co.uk fruugo.*
      digitec.ch galaxus.* catawiki.* asos.com trademe.co.nz kogan.com souq.com jumia.* takealot.com
      konga.com digikala.com poshmark.com depop.com thredup.com stockx.com grailed.com bonanza.com
      zazzle.com redbubble.com society6.com cafepress.com gumroad.com faire.com grainger.com
      backmarket.*
    `,
    hosts: `
      catch.com.au ricardo.ch target.com wish.com reverb.com otto.de conrad.* noon.com very.co.uk
      next.co.uk mall.cz mall.sk auction.co.kr uline.com stan.store
    `,
  },
  // Price comparison, coupons and cashback.
  {
    kind: 'Shopping',
    platforms: `
      pricespy  pricespy.* prisjakt.* prisjakt
      pepper    pepper.com pepper.pl mydealz.de mydealz dealabs.com dealabs hotukdeals.com
                hotukdeals
      honey:    joinhoney.com
    `,
    brands: `
      idealo.* billiger.de guenstiger.de geizhals.* preisvergleich.de ladenzeile.* kelkoo.* twenga.*
      leguide.com pricerunner.* beslist.* kieskeurig.* vergelijk.nl ceneo.pl skapiec.pl heureka.*
      zbozi.cz arukereso.hu skroutz.* bestprice.gr hintaopas.fi trovaprezzi.it kakaku.com danawa.com
      akakce.com cimri.com pricecheck.co.za torob.com emalls.ir e-katalog.* buscape.com.br
      shopzilla.* bizrate.* pricegrabber.* nextag.* shopstyle.* lyst.* shopbot.* getprice.com.au
      staticice.com.au pricespider.com connexity.com slickdeals.net dealnews.com ozbargain.com.au
      retailmenot.* ibotta.com capitaloneshopping.com topcashback.* quidco.com wowcher.co.uk
      vouchercodes.co.uk promocodes.com simplycodes.com couponfollow.com shopmania.*
    `,
    hosts: `
      hotline.ua price.ua coupons.com ciao.* zoom.com.br shopping.com shopping.net become.com
      pronto.com prom.ua price.ru redflagdeals.com toppreise.ch
    `,
  },
];

const AI_ASSISTANTS: readonly Names[] = [
  {
    kind: 'AI Assistant',
    platforms: `
      chatgpt      chatgpt.com chat.openai.com labs.openai.com openai chat-gpt chatgpt-search
                   com.openai.chatgpt
      perplexity   perplexity.ai perplexity.com pplx.ai ai.perplexity.app.android
      claude       claude.ai claude.com com.anthropic.claude
      gemini       gemini.google.com bard.google.com bard google-gemini com.google.android.apps.bard
                   vertexaisearch.cloud.google.com
      copilot      copilot.microsoft.com copilot.cloud.microsoft m365.cloud.microsoft copilot.com
                   edgeservices.bing.com sydney.bing.com bing-chat microsoft-copilot ms-copilot
                   com.microsoft.copilot
      grok         grok.com grok.x.ai x.ai ai.x.grok
      deepseek     deepseek.com chat.deepseek.com com.deepseek.chat
      meta-ai      meta.ai metaai
      mistral      mistral.ai chat.mistral.ai le-chat lechat
      notebooklm   notebooklm.google.com notebooklm.google
                   com.google.android.apps.labs.language.tailwind
      ai-studio:   aistudio.google.com
      poe          poe.com com.poe.android
      you:         you.com
      pi:          pi.ai heypi.com
      phind        phind.com
      andi:        andisearch.com
      duckai       duck.ai duck-ai
      lumo:        lumo.proton.me
      kagi:        assistant.kagi.com
      genspark     genspark.ai
      felo:        felo.ai
      iask:        iask.ai
      character:   character.ai c.ai character-ai
      jasper:      app.jasper.ai
      writesonic:  app.writesonic.com
      chatplus:    chat-gpt.org chatplus.com
    `,
  },
  // Of China, Korea, Japan and Russia.
  {
    kind: 'AI Assistant',
    platforms: `
      kimi      kimi.com kimi.ai kimi.moonshot.cn com.moonshot.kimichat
      qwen      qwen.ai chat.qwen.ai qwenlm.ai tongyi tongyi.com tongyi.aliyun.com qianwen.com
                qianwen.aliyun.com
      doubao    doubao.com cici.com com.larus.nova
      ernie     yiyan.baidu.com ernie.baidu.com ai.baidu.com chat.baidu.com
      chatglm   chatglm.cn chat.z.ai z.ai zhipu
      yuanbao   yuanbao.tencent.com com.tencent.hunyuan.app.chat
      minimax   chat.minimax.io agent.minimax.io hailuoai.com
      gigachat  giga.chat
      yandex:   alice.yandex.ru
      naver:    clova-x.naver.com
    `,
    brands: 'metaso.cn wrtn.ai',
    hosts: 'xinghuo.xfyun.cn tiangong.cn ying.ai yuewen.cn liner.com getliner.com',
  },
  // Front ends to several models, research assistants, other answer engines.
  {
    kind: 'AI Assistant',
    brands: 'openrouter.ai lmarena.ai elicit.com deepai.org scispace.com typingmind.com',
    hosts: `
      venice.ai manus.im consensus.app scite.ai komo.ai exa.ai devv.ai thinkany.ai morphic.sh
      monica.im sider.ai maxai.me getmerlin.in chathub.gg t3.chat chatpdf.com groq.com
      coral.cohere.com chat.inceptionlabs.ai chatbotapp.ai hix.ai talkai.info chataigpt.org
      replika.com inflection.ai copy.ai julius.ai app.rytr.me chat.reka.ai chat.lmsys.org
    `,
  },
];

const LOCAL_LISTINGS: readonly Names[] = [
  {
    kind: 'Local Listings',
    platforms: `
      google-business-profile  maps.google.* business.google.com local.google.com maps.app.goo.gl
                   g.page gbp gmb google-business google-my-business googlemybusiness googlebusiness
                   googlebusinessprofile google-business-page google-places google-local
                   google-listing google-maps googlemaps gmaps gmb-listing gbp-listing gmb-profile
                   gbp-profile gmblisting gbplisting com.google.android.apps.maps
                   com.google.android.apps.mapslite
      apple-maps   maps.apple.com maps.apple businessconnect.apple.com business.apple.com applemaps
                   apple-business-connect apple-business
      bing-places  bingplaces.com bingplaces bing-maps maps.bing.com
      waze         waze.com com.waze
      mapquest     mapquest.com com.mapquest.android.ace
      here:        here.com com.here.app.maps
      yandex:      maps.yandex.* business.yandex.* ru.yandex.yandexmaps
      2gis         2gis.* ru.dublgis.dgismobile
      naver:       map.naver.com m.place.naver.com place.naver.com com.nhn.android.nmap
      kakao:       map.kakao.com place.map.kakao.com net.daum.android.map
      baidu:       map.baidu.com com.baidu.baidumap
      amap         amap.com com.autonavi.minimap
      mapy         mapy.cz mapy.com cz.seznam.mapy
    `,
    brands: 'viamichelin.* mappy.com citymapper.com moovitapp.com tomtom.com sygic.com komoot.com',
    hosts: 'openstreetmap.org osm.org maps.me organicmaps.app map.search.ch',
  },
];

const DIRECTORIES: readonly Names[] = [
  // Of every trade: directories and reviews, by country.
  {
    kind: 'Directories',
    platforms: `
      yellowpages   yellowpages.* yp.com yellow-pages com.yellowpages.android.ypmobile
      yelp          yelp.* com.yelp.android
      bbb           bbb.org bbbonline.org
      trustpilot    trustpilot.*
      tripadvisor   tripadvisor.* com.tripadvisor.tripadvisor
      foursquare    foursquare.com 4sq.com com.joelapenna.foursquared
      yell          yell.com
      dasoertliche  dasoertliche.de dasoertliche.com
      trustedshops  trustedshops.*
      groupon       groupon.*
    `,
    brands: `
      superpages.com manta.com citysearch.com merchantcircle.com hotfrog.* chamberofcommerce.com
      craigslist.org birdeye.com threebestrated.* dexknows.com whitepages.com judysbook.com
      insiderpages.com kudzu.com elocal.com yellowbot.com showmelocal.com ezlocal.com brownbook.net
      cylex.* infobel.com tupalo.* yalwa.com sitejabber.com consumeraffairs.com feefo.com n49.com
      canada411.ca thomsonlocal.com freeindex.co.uk goldenpages.ie gelbeseiten.de dastelefonbuch.de
      golocal.de meinestadt.de provenexpert.com werkenntdenbesten.de kennstdueinen.de herold.at
      firmenabc.at pagesjaunes.fr paginegialle.it paginebianche.it paginasamarillas.* goudengids.*
      pagesdor.be telefoonboek.nl gulesider.no proff.no 1881.no hitta.se krak.dk degulesider.dk
      fonecta.fi firmy.cz zlatestranky.cz panoramafirm.pl truelocal.com.au justdial.com
      mouthshut.com sulekha.com indiamart.com tradeindia.com
    `,
    hosts: `
      local.com 411.com 411.ca 192.com 11880.com local.ch pkt.pl expertise.com reviews.io
      reviews.co.uk localsearch.com.au yellow.co.nz yellow.com.au scoot.co.uk finda.co.nz
      ausgezeichnet.org detelefoongids.nl local.yahoo.com bestprosintown.com cityof.com
      trustindex.io shopperapproved.com
    `,
  },
  // Classified advertisements.
  {
    kind: 'Directories',
    platforms: `
      kleinanzeigen  kleinanzeigen.de ebay-kleinanzeigen.de ebay-kleinanzeigen
                     com.ebay.kleinanzeigen
    `,
    brands: `
      kijiji.* gumtree.* marktplaats.nl 2dehands.be 2ememain.be leboncoin.fr willhaben.at subito.it
      milanuncios.com wallapop.* olx.* avito.ru blocket.se offerup.com carousell.* quikr.com
      oodle.com sahibinden.com donedeal.ie quoka.de
    `,
    hosts: 'finn.no tori.fi anibis.ch tutti.ch dba.dk yad2.co.il',
  },
  // Home services.
  {
    kind: 'Directories',
    platforms: 'angi  angi.* angieslist.com angieslist angies-list angi-leads',
    brands: `
      homeadvisor.com thumbtack.com houzz.* porch.com homestars.com networx.com buildzoom.com
      bark.com checkatrade.com trustatrader.com mybuilder.com ratedpeople.com hipages.com.au
      modernize.com energysage.com taskrabbit.* homeguide.com fixr.com craftjack.com
      serviceseeking.com.au oneflare.com.au airtasker.com builderscrack.co.nz myhammer.de
      aroundhome.de werkspot.nl instapro.it travaux.com starofservice.com habitissimo.*
      cronoshare.com homify.* oferteo.pl fixly.pl urbancompany.com solarreviews.com improvenet.com
      homelight.com
    `,
    hosts: `
      handy.com sweeten.com trustedtraders.which.co.uk getninjas.com.br trustmark.org.uk
      findatrade.com daa.net
    `,
  },
  // Doctors, dentists, therapists, care; beauty and fitness.
  {
    kind: 'Directories',
    platforms: 'webmd  webmd.com doctor.webmd.com',
    brands: `
      healthgrades.com zocdoc.com ratemds.com sharecare.com psychologytoday.com goodtherapy.org
      opencare.com solvhealth.com doctolib.* jameda.de whatclinic.com practo.com castleconnolly.com
      1800dentist.com doximity.com findatopdoc.com doctoralia.* znanylekarz.pl miodottore.it
      docplanner.* topdoctors.* doctena.* lybrate.com hotdoc.com.au healthengine.com.au doctify.com
      iwantgreatcare.org therapyden.com zencare.co aplaceformom.com senioradvisor.com seniorly.com
      dentalplans.com emergencydentist.com goodrx.com realself.com booksy.com vagaro.com fresha.com
      styleseat.com treatwell.* classpass.com spafinder.com planity.com
    `,
    hosts: `
      vitals.com doctor.com wellness.com caring.com care.com health.usnews.com healthshare.com.au
    `,
  },
  // Vehicles.
  {
    kind: 'Directories',
    brands: `
      autotrader.* cargurus.* truecar.com edmunds.com carfax.* carsdirect.com iseecars.com
      autolist.com dealerrater.com autotempest.com carsforsale.com carwow.* autoscout24.*
      carsales.com.au carsguide.com.au capitaloneautonavigator.com autoblog.com hemmings.com
      classiccars.com bringatrailer.com rvtrader.com cycletrader.com boattrader.com repairpal.com
      openbay.com carwise.com autobytel.com autoweb.com lacentrale.fr largus.fr coches.net
      otomoto.pl carzone.ie cardekho.com carwale.com cars24.* whatcar.com parkers.co.uk
      hasznaltauto.hu yourmechanic.com
    `,
    hosts: `
      cars.com kbb.com motors.co.uk mobile.de nadaguides.com jdpower.com automobile.it drive.com.au
      commercialtrucktrader.com truckpaper.com drom.ru auto.ru
    `,
  },
  // Law, money, property, weddings, schooling.
  {
    kind: 'Directories',
    platforms: 'immobilienscout24  immobilienscout24.de immoscout24.ch',
    brands: `
      avvo.com findlaw.com justia.com martindale.com superlawyers.com nolo.com lawinfo.com
      legalmatch.com anwalt.de advocado.de unbiased.co.uk vouchedfor.co.uk wiseradvisor.com
      smartasset.com lendingtree.com bankrate.com nerdwallet.* thezebra.com insurify.com
      policygenius.com moneysupermarket.com gocompare.com comparethemarket.com uswitch.com
      check24.de verivox.de canstar.com.au zillow.com realtor.com redfin.com trulia.com
      rightmove.co.uk zoopla.co.uk onthemarket.com realestate.com.au idealista.* seloger.com
      loopnet.com theknot.com weddingwire.* hitched.co.uk gigsalad.com thebash.com peerspace.com
      findacourse.* greatschools.org
    `,
    hosts: `
      lawyers.com attorneys.com homes.com apartments.com finder.com zola.com niche.com confused.com
      domain.com.au frag-einen-anwalt.de
    `,
  },
  // Between businesses: software, agencies, suppliers, freelancers.
  {
    kind: 'Directories',
    platforms: `
      g2       g2.com g2crowd.com g2crowd
      clutch   clutch.co
      gartner  gartner.com
    `,
    brands: `
      capterra.* getapp.* softwareadvice.* trustradius.com goodfirms.co sortlist.* designrush.com
      thomasnet.com crunchbase.com alternativeto.net saashub.com upcity.com peerspot.com
      sourceforge.net stackshare.io saasworthy.com financesonline.com softwaresuggest.com
      themanifest.com techbehemoths.com agencyspotter.com europages.* kompass.com upwork.com
      fiverr.com peopleperhour.com toptal.com appsumo.com
    `,
    hosts: `
      wlw.de wlw.at wlw.ch guru.com freelancer.com omr.com appexchange.salesforce.com
      ecosystem.hubspot.com apps.shopify.com marketplace.atlassian.com appsource.microsoft.com
      marketplace.microsoft.com
    `,
  },
];

const EMAIL: readonly Names[] = [
  // Webmail: the mailboxes that people name; the world; Europe; Asia and the South; providers.
  {
    kind: 'Email',
    platforms: `
      gmail     mail.google.com inbox.google.com com.google.android.gm com.google.android.gm.lite
      outlook   outlook.live.com outlook.office.com outlook.office365.com outlook.office365.us
                outlook.cloud.microsoft outlook.com mail.live.com hotmail.com hotmail
                com.microsoft.office.outlook
      yahoo:    mail.yahoo.* com.yahoo.mobile.client.android.mail
      aol:      mail.aol.* com.aol.mobile.aolapp
      proton:   mail.proton.me mail.protonmail.com protonmail.com protonmail ch.protonmail.android
      samsung:  com.samsung.android.email.provider
      gmx:      =gmx.* =gmx.net navigator.gmx.net navigator.gmx.com 3c.gmx.net deref-gmx.net
                deref-gmx.com de.gmx.mobile.android.mail
      web.de:   =web.de navigator.web.de 3c.web.de deref-web.de deref-web-02.de
                de.web.mobile.android.mail
      icloud:   =icloud.com mail.me.com
      yandex:   mail.yandex.* ru.yandex.mail
      mail.ru:  =mail.ru e.mail.ru light.mail.ru touch.mail.ru ru.mail.mailapp
      naver:    mail.naver.com
    `,
    hosts: `
      mail.zoho.com mail.zoho.eu mail.zoho.in mail.zoho.com.au app.fastmail.com fastmail.com
      =mail.com deref-mail.com mail.hushmail.com hushmail.com app.hey.com mail.superhuman.com
      app.shortwave.com mail.shortwave.com mail.missiveapp.com app.frontapp.com app.titan.email
      spikenow.com =tutanota.com mail.tutanota.com app.tuta.com mailfence.com runbox.com
      startmail.com kolabnow.com posteo.de mailbox.org me.bluemail.mail eu.faircode.email
      com.readdle.spark com.fsck.k9 net.thunderbird.android mail.rambler.ru mail.ukr.net mail.i.ua
      email.seznam.cz =email.cz email.t-online.de mailbusiness.ionos.de webmail.ionos.com
      email.ionos.com webmail.freenet.de =mail.de mail.1und1.de webmailer.1und1.de webmail.strato.de
      =laposte.net messagerie.orange.fr mail01.orange.fr mail02.orange.fr webmail.free.fr
      zimbra.free.fr webmail.sfr.fr messagerie.sfr.fr mail.libero.it mail.virgilio.it mail.tim.it
      mail.tiscali.it webmail.aruba.it webmail.pec.it poczta.onet.pl poczta.wp.pl poczta.interia.pl
      poczta.o2.pl poczta.home.pl mail.sapo.pt correo.movistar.es mail.abv.bg nm.abv.bg freemail.hu
      inbox.lv mail.ee mail.infomaniak.com mail.qq.com exmail.qq.com mail.163.com mail.126.com
      mail.yeah.net mail.sina.com.cn mail.aliyun.com mail.139.com mail.daum.net mail.nate.com
      mail.rediff.com email.uol.com.br email.bol.uol.com.br mail.terra.com.br mail.walla.co.il
      mail.comcast.net connect.xfinity.com webmail.spectrum.net webmail.earthlink.net
      webmail.cox.net currently.att.yahoo.com webmail.windstream.net webmail.optimum.net
      webmail1.earthlink.net webmail.centurylink.net webmail.frontier.com webmailb.juno.com
      webmailb.netzero.net webmail.tds.net webmail.bell.net webmail.shaw.ca webmail.telus.net
      mail2.virginmedia.com email.bt.com mail.talktalk.co.uk webmail.plus.net email.telstra.com
      webmail.bigpond.com webmail.optusnet.com.au webmail.tpg.com.au mail.xtra.co.nz
      apps.rackspace.com email.secureserver.net webmail.emailsrvr.com privateemail.com
      mail.hostinger.com mail.ovh.net webmail.gandi.net =roundcube.net
    `,
  },
  // Rewriters of links: what scans a mail before its reader may click.
  {
    kind: 'Email',
    hosts: `
      safelinks.protection.outlook.com safelinks.protection.office365.us
      safelinks.protection.partner.outlook.cn urldefense.proofpoint.com urldefense.com urldefense.us
      protect-us.mimecast.com protect-eu.mimecast.com protect-au.mimecast.com
      protect-de.mimecast.com protect-za.mimecast.com protect.mimecast.com mimecastprotect.com
      linkprotect.cudasvc.com secure-web.cisco.com tmase.trendmicro.com imsva91-ctp.trendmicro.com
      protection.sophos.com clicktime.symantec.com emailprotection.link link.edgepilot.com
      avanan.click checkpoint.url-protection.com protect.checkpoint.com shared.outlook.inky.com
      atpscan.global.hornetsecurity.com seclinks.cloud-security.net protect.fireeye.com
      protect2.fireeye.com clicktime.cloud.postoffice.net urlsand.com urlsand.esvalabs.com
      linklock.titanhq.com url-shield.securence.com scanmail.trustwave.com
    `,
  },
  // Newsletters: links on their way, and the newsletter shown in the browser.
  {
    kind: 'Email',
    hosts: `
      list-manage.com campaign-archive.com mailchi.mp createsend.com createsend1.com cmail19.com
      cmail20.com klclick.com klclick1.com klclick3.com sendgrid.net hubspotemail.net
      hubspotlinks.com rs6.net conta.cc mlsend.com activehosted.com emlnk.com exacttarget.com
      exct.net mjt.lu sendibm1.com sendibt2.com convertkit-mail.com convertkit-mail2.com
      link.mail.beehiiv.com mailgun.org click.pstmrk.it customeriomail.com infusionsoft.com
      keap-link.com preview.mailerlite.com
    `,
  },
];

const ADS: readonly Names[] = [
  // Servers that ads are shown in, so that a click comes from them: exchanges and demand sides;
  // native and content ads; parked domains; apps.
  {
    kind: 'Ads',
    paid: true,
    hosts: `
      doubleclick.net googlesyndication.com googleadservices.com syndicatedsearch.goog
      googlesyndicatedsearch.com adtrafficquality.google imasdk.googleapis.com 2mdn.net
      adsensecustomsearchads.com adservice.google.* dartsearch.net admob.com r.msn.com ads.yahoo.com
      gemini.yahoo.com an.yandex.ru yabs.yandex.* bs.yandex.ru yandexadexchange.net ad.mail.ru
      ader.naver.com adcr.naver.com adlog.daum.net cpro.baidu.com cpro.baidustatic.com pos.baidu.com
      adnxs.com adnxs-simple.com adsrvr.org amazon-adsystem.com bidswitch.net rubiconproject.com
      pubmatic.com openx.net casalemedia.com indexww.com smartadserver.com adform.net adition.com
      yieldlab.net adscale.de criteo.com criteo.net creativecdn.com rtbhouse.com mathtag.com
      turn.com rfihub.com simpli.fi stackadapt.com sitescout.com quantserve.com adroll.com
      contextweb.com lijit.com sovrn.com 3lift.com sharethrough.com yieldmo.com gumgum.com
      33across.com teads.tv spotxchange.com fwmrm.net tremorhub.com innovid.com flashtalking.com
      serving-sys.com advertising.com adtechus.com atdmt.com everesttech.net xg4ken.com marinsm.com
      dotomi.com adhese.com adkernel.com media.net undertone.com kargo.com liadm.com buysellads.com
      servedby-buysellads.com carbonads.com carbonads.net ethicalads.io admarketplace.com
      admarketplace.net ampxdirect.com zedo.com tribalfusion.com valueclick.net fastclick.net
      adbrite.com adblade.com kontera.com intellitxt.com infolinks.com vibrantmedia.com
      bidvertiser.com yieldmanager.com adspirit.de adup-tech.com plista.com ligatus.com taboola.com
      taboolasyndication.com outbrain.com zemanta.com revcontent.com mgid.com content.ad zergnet.com
      postrelease.com dianomi.com nativery.com adyoulike.com engageya.com strossle.com adnow.com
      adskeeper.com propellerads.com popads.net popcash.net exoclick.com adsterra.com clickadu.com
      hilltopads.com juicyads.com trafficjunky.net trafficjunky.com adcash.com admaven.com
      ero-advertising.com trafficstars.com zeropark.com parkingcrew.net bodis.com sedoparking.com
      above.com parklogic.com applovin.com applvn.com vungle.com chartboost.com inmobi.com
      ironsrc.com supersonicads.com unityads.unity3d.com adcolony.com mopub.com tapjoy.com
      smaato.net liftoff.io moloco.com startappservice.com fyber.com
    `,
  },
  // What advertisers write into utm_source.
  {
    kind: 'Ads',
    platforms: `
      google:       gdn google-display googledisplay google-display-network doubleclick dv360 dbm
                    dfa dcm cm360 sa360 adsense admob google-discovery demand-gen demandgen
      outbrain      zemanta
      thetradedesk  trade-desk the-trade-desk tradedesk ttd
      rtbhouse      rtb-house
      xandr         appnexus
      unity:        unity-ads unityads
      apple:        apple-search-ads applesearchads
    `,
    brands: `
      taboola criteo adroll mgid revcontent teads stackadapt adform mediamath simplifi quantcast
      amobee sharethrough triplelift nativo liveintent groundtruth choozle admarketplace
      propellerads exoclick popads adsterra applovin vungle ironsource inmobi adcolony moloco
    `,
  },
  // Words that say an ad of a platform, beside its own word with one of PAID_ENDINGS.
  {
    kind: 'Search',
    paid: true,
    platforms: `
      google:  adwords gads pmax performance-max google-performance-max
      bing:    msads msad
    `,
  },
  {
    kind: 'Social',
    paid: true,
    platforms: `
      facebook:   fbads fbad
      instagram:  igads igad
    `,
  },
  { kind: 'Video', paid: true, platforms: 'youtube: ytads ytad' },
];

const EXCLUDED: readonly Names[] = [
  // Payment: wallets and card processors by region, 3-D Secure, checkout pages of shops.
  {
    kind: 'Excluded',
    hosts: `
      paypal.com paypalobjects.com paypal.me paypal.cn venmo.com stripe.com stripe.network link.com
      klarna.* afterpay.com clearpay.co.uk affirm.com affirm.ca sezzle.com zip.co quadpay.com
      squareup.com square.site square.link cash.app adyen.com worldpay.com sagepay.com opayo.co.uk
      opayo.eu authorize.net braintreegateway.com braintreepayments.com mollie.com razorpay.com
      gocardless.com checkout.com pay.google.com payments.google.com wallet.google.com pay.amazon.*
      payments.amazon.* checkout.shopify.com shop.app 2checkout.com avangate.com payu.*
      mercadopago.* paytrace.com cybersource.com elavon.com convergepay.com helcim.com
      connect.intuit.com payments.intuit.com paddle.com fastspring.com lemonsqueezy.com recurly.com
      chargebee.com cleverbridge.com digistore24.com copecart.com thrivecart.com samcart.com
      payoneer.com skrill.com neteller.com trustly.com revolut.me verifone.cloud alipay.com
      plaid.com globalpayments.com globalpay.com realexpayments.com heartlandportico.com nmi.com
      paysimple.com moneris.com bambora.com beanstream.com clover.com bluesnap.com payeezy.com
      sofort.com giropay.de paydirekt.de saferpay.com datatrans.com datatrans.biz postfinance.ch
      twint.ch computop-paygate.com computop.com unzer.com heidelpay.com novalnet.de payone.com
      pay1.de wirecard.com multisafepay.com buckaroo.nl pay.nl ideal.nl bancontact.com ogone.com
      ingenico.com worldline-solutions.com payplug.com paybox.com systempay.fr payzen.eu
      p.monetico-services.com mercanet.bnpparibas.net getalma.eu oney.com scalapay.com satispay.com
      nexi.it redsys.es przelewy24.pl tpay.com dotpay.pl barion.com simplepay.hu gopay.com gopay.cz
      comgate.cz nets.eu quickpay.net epay.dk swish.nu vipps.no mobilepay.dk sumup.com viva.com
      vivapayments.com sibs.pt easypay.pt yoomoney.ru yookassa.ru robokassa.ru qiwi.com
      cloudpayments.ru securepay.tinkoff.ru liqpay.ua fondy.eu wayforpay.com iyzico.com iyzipay.com
      paytr.com payfast.co.za paystack.com flutterwave.com paytm.in payumoney.com ccavenue.com
      billdesk.com instamojo.com cashfree.com phonepe.com midtrans.com xendit.co omise.co
      tosspayments.com inicis.com komoju.com eway.com.au ewaypayments.com windcave.com
      paymentexpress.com securepay.com.au laybuy.com cardinalcommerce.com arcot.com securesuite.net
      3dsecure.io rsa3dsauth.com wibmo.com enstage-sas.com modirum.com netcetera-payment.ch
    `,
  },
  // Financing of patients, home owners and car buyers.
  {
    kind: 'Excluded',
    hosts: `
      carecredit.com mysynchrony.com synchrony.com synchronybank.com withcherry.com patientfi.com
      sunbit.com alphaeoncredit.com goalphaeon.com proceedfinance.com prosperhealthcare.com
      lendingusa.com greensky.com greenskycredit.com wisetack.com wisetack.us gethearth.com
      enhancify.com svcfin.com goodleap.com joinmosaic.com momnt.com ygrene.com renovateamerica.com
      700credit.com routeone.com routeone.net dealertrack.com uplift.com katapult.com acima.com
      snapfinance.com progleasing.com breadpayments.com getbread.com paybright.com
    `,
  },
  // Sign-in, challenges and waiting rooms, one's own machine and tools.
  {
    kind: 'Excluded',
    hosts: `
      accounts.google.* accounts.youtube.com myaccount.google.com login.microsoftonline.com
      login.microsoftonline.us login.windows.net login.live.com account.live.com b2clogin.com
      ciamlogin.com appleid.apple.com idmsa.apple.com auth0.com okta.com oktapreview.com
      okta-emea.com onelogin.com pingidentity.com pingone.com pingone.eu duosecurity.com
      jumpcloud.com login.yahoo.com login.salesforce.com amazoncognito.com accounts.dev authkit.app
      frontegg.com stytch.com id.me login.gov franceconnect.gouv.fr passport.yandex.* oauth.yandex.*
      passport.baidu.com nid.naver.com kauth.kakao.com id.atlassian.com id.twitch.tv oauth.vk.com
      id.vk.com challenges.cloudflare.com hcaptcha.com recaptcha.net queue-it.net perfdrive.com
      captcha-delivery.com arkoselabs.com funcaptcha.com geetest.com crowdhandler.com localhost
      127.0.0.1 0.0.0.0 tagassistant.google.com googletagmanager.com
    `,
  },
];

/**
 * Known to people as a platform, but neither a channel nor a kind of page: what sends mail or
 * keeps an affiliate programme writes its name into `utm_source`, and the medium says the rest.
 */
const SENDERS: readonly Names[] = [
  {
    kind: '',
    platforms: `
      mailchimp        mail-chimp
      hubspot          hub-spot
      activecampaign   active-campaign
      constantcontact  constant-contact
      campaignmonitor  campaign-monitor
      brevo            sendinblue
      keap             infusionsoft
      drip             getdrip
      sfmc             salesforce-marketing-cloud marketing-cloud exacttarget
      customerio       customer.io customer-io
      rakuten-advertising  linkshare
      impact           impactradius impact-radius
      cj               commission-junction cj-affiliate
      viglink          sovrn-commerce
    `,
    brands: `
      klaviyo marketo pardot eloqua convertkit mailerlite beehiiv sendgrid mailjet getresponse
      omnisend aweber vero iterable braze dotdigital cleverreach rapidmail sharpspring acoustic
      listrak bronto omeda blueshift blackbaud intercom attentive postscript podium onesignal awin
      shareasale tradedoubler partnerize partnerstack firstpromoter clickbank webgains admitad
      skimlinks spotify
    `,
  },
];

export const NAMES: readonly Names[] = [
  ...SEARCH,
  ...SOCIAL,
  ...VIDEO,
  ...SHOPPING,
  ...AI_ASSISTANTS,
  ...LOCAL_LISTINGS,
  ...DIRECTORIES,
  ...EMAIL,
  ...ADS,
  ...EXCLUDED,
  ...SENDERS,
];

/** What result pages are called before a search engine's host: m.google.com, images.google.com. */
export const RESULT_PAGES = `
  www m mobile wap images image img pic video videos search web lite html ipv4 ipv6 encrypted
`;

/** What a mailbox is called, whoever's it is: webmail.example.com, mail.example.com. */
export const MAILBOXES = `
  mail webmail wmail owa roundcube zimbra squirrelmail rainloop messagerie poczta
`;

/** What a page is called that one is sent to and comes back from: sign-in, payment, challenge. */
export const DETOURS = `
  login signin sign-in signon logon accounts auth authenticate authentication oauth
  sso saml idp adfs openid keycloak
  checkout payments paypage epay
  3ds 3dsecure 3d-secure secure3d captcha
`;

/** What the servers of a network without an owner are called: mastodon.example, mstdn.example. */
export const FEDIVERSE = 'mastodon mstdn masto pixelfed';

/** What makes a platform's word that of its ads: fb-ads, google_ads, linkedin ads, google-pmax. */
export const PAID_ENDINGS = 'ads ad adwords pmax ppc cpc paid';

/**
 * The parameters that name an ad, a partner or a mailing, in order of trust: [source, medium of
 * GA4, names]. The medium `referral` says that the id stands on unpaid links as well, so that it
 * proves no more than the platform. Left out are names that mean anything (`clickid`, `via`) and
 * those whose sender is not known (`rb_clickid`, `ko_click_id`).
 */
export const CLICK_IDS: readonly IdRow[] = [
  ['google', 'cpc', 'gclid', 'gbraid', 'wbraid', 'gad_source', 'gad_campaignid'],
  ['bing', 'cpc', 'msclkid'],
  // Not google: with `cpm`, GA4 would take that for Paid Search.
  ['dv360', 'cpm', 'dclid'],
  ['tiktok', 'cpc', 'ttclid'],
  ['twitter', 'cpc', 'twclid'],
  ['linkedin', 'cpc', 'li_fat_id'],
  ['snapchat', 'cpc', 'ScCid'],
  ['reddit', 'cpc', 'rdt_cid'],
  ['pinterest', 'cpc', 'epik'],
  ['quora', 'cpc', 'qclid'],
  ['nextdoor', 'cpc', 'ndclid'],
  ['chatgpt', 'cpc', 'oppref'],
  ['yandex', 'cpc', 'yclid'],
  ['yandex-market', 'cpc', 'ymclid'],
  ['baidu', 'cpc', 'bd_vid'],
  ['seznam', 'cpc', 'sznclid'],
  ['yahoo', 'cpc', 'vmcid'],
  ['taboola', 'cpc', 'tblci'],
  ['outbrain', 'cpc', 'dicbo'],
  ['criteo', 'cpc', 'cto_pld'],
  ['waze', 'cpc', 'wz_clickid'],
  ['impact', 'affiliate', 'irclickid', 'irgwc'],
  ['awin', 'affiliate', 'awc', 'zanpid'],
  ['cj', 'affiliate', 'cjevent'],
  // Not rakuten: GA4 files that word under search.
  ['rakuten-advertising', 'affiliate', 'ranSiteID'],
  ['shareasale', 'affiliate', 'sscid'],
  ['tradedoubler', 'affiliate', 'tduid'],
  ['partnerize', 'affiliate', 'PHGRID'],
  ['firstpromoter', 'affiliate', 'fpr'],
  ['partnerstack', 'affiliate', 'gr_pk'],
  ['yandex', 'organic', 'ysclid'],
  ['mailchimp', 'email', 'mc_cid', 'mc_eid', 'mc_tc'],
  ['klaviyo', 'email', '_kx', '_ke'],
  ['marketo', 'email', 'mkt_tok'],
  ['hubspot', 'email', '_hsmi', '_hsenc'],
  ['eloqua', 'email', 'elqTrackId', 'elqTrack', 'elqCampaignId', 'elqaid', 'elqat', 'elq'],
  ['activecampaign', 'email', 'vgo_ee'],
  ['sfmc', 'email', 'et_rid', 'sfmc_id'],
  ['vero', 'email', 'vero_id', 'vero_conv'],
  ['drip', 'email', '__s'],
  ['mailerlite', 'email', 'ml_subscriber', 'ml_subscriber_hash'],
  ['omnisend', 'email', 'omnisendContactID'],
  ['convertkit', 'email', 'ck_subscriber_id'],
  ['beehiiv', 'email', '_bhlid'],
  ['dotdigital', 'email', 'dm_i'],
  ['sharpspring', 'email', 'ss_email_id'],
  ['keap', 'email', 'inf_contact_key'],
  ['acoustic', 'email', 'spMailingID', 'spUserID', 'spJobID', 'spReportId'],
  ['listrak', 'email', 'trk_msg', 'trk_contact', 'trk_module', 'trk_sid'],
  ['bronto', 'email', '_bta_tid', '_bta_c'],
  ['omeda', 'email', 'oly_enc_id', 'oly_anon_id'],
  ['blueshift', 'email', 'bsft_clkid', 'bsft_uid'],
  ['blackbaud', 'email', 'bbeml'],
  ['onesignal', 'email', 'os_ehash'],
  ['attentive', 'sms', 'sms_click', 'sms_source', 'sms_uph'],
  ['facebook', 'referral', 'fbclid'],
  ['threads', 'referral', 'fbclid'],
  ['instagram', 'referral', 'igshid', 'igsh', 'fbclid'],
];
