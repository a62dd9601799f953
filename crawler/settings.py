"""
What differs from Scrapy's defaults, and why.

The loader adds what a user sets (`fortnightly.settings`), with less priority than the command line:
``-s DOWNLOAD_DELAY=0`` of a run by hand goes before FORTNIGHTLY_DELAY.
"""

from fortnightly.settings import LOG_TIME

BOT_NAME = "fortnightly"
SPIDER_MODULES = ["crawler.spiders"]
SPIDER_LOADER_CLASS = "crawler.loader.SeriesLoader"  # one spider a definition
COMMANDS_MODULE = "crawler.commands"  # `scrapy crawl` with an honest exit code

# We are guests.
ROBOTSTXT_OBEY = True  # default False
DOWNLOAD_DELAY_JITTER = 0  # default 0.5: would undercut the delay that was asked for
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # default 8
CONCURRENT_REQUESTS = 1  # default 16; one queue for the site under all its names, and a wait
#                          that a server asks for (Retry-After) then holds everything
CONCURRENT_ITEMS = 1  # default 100: so many tasks for every response, of which one has an item
RETRY_TIMES = 3  # default 2
DOWNLOAD_TIMEOUT = 60  # default 180

# We trust nobody.
DOWNLOAD_VERIFY_CERTIFICATES = True  # default False
DOWNLOAD_MAXSIZE = 32 << 20  # default 1 GiB; holds while decompressing too
DOWNLOAD_WARNSIZE = 8 << 20  # default 32 MiB
DOWNLOAD_HANDLERS = {"file": None, "data": None, "ftp": None, "s3": None}  # default: all on
REMOTE_CONTROL_ENABLED = False  # default True: executes code
TELNETCONSOLE_ENABLED = False  # default True: executes code
METAREFRESH_ENABLED = False  # default True: a listing that refreshes itself would never end
COOKIES_ENABLED = False  # default True; also fetches the public suffix list from the net

# Our own record decides what is asked, not what was asked before.
HTTPERROR_ALLOWED_CODES = [304]

DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.AddressGuard": 50,  # before anything else happens to a request
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # the guard is stricter
    "crawler.middlewares.ConditionalGet": 540,
    "crawler.middlewares.RetryAfter": 555,  # sees a response just before Retry (550) does
    "crawler.middlewares.Wire": 880,  # sees a response before it is decompressed (590)
}
ITEM_PIPELINES = {"crawler.pipelines.Ingest": 100}
EXTENSIONS = {
    "crawler.extensions.CrawlDelay": 0,
    "crawler.extensions.RunMonitor": 0,
    "crawler.extensions.ArticleFeeds": 0,
    "scrapy.extensions.feedexport.FeedExporter": None,  # ArticleFeeds takes its place
    "scrapy.extensions.logstats.LogStats": None,  # RunMonitor logs more
}

FEED_EXPORT_ENCODING = "utf-8"  # default: escapes all that is not ASCII

LOG_VERSIONS: list[str] = []  # default: seven of them, at every start
LOG_LEVEL = "INFO"  # default DEBUG
LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"
LOG_DATEFORMAT = LOG_TIME
TRIGGER = "manual"  # ours: who started the run; the service sets "scheduled"
